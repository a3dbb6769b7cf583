// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_all.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_ALL_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_ALL_HPP

#include <reprise/concepts/classifier_policy.hpp>

namespace reprise {

/// \ingroup classify
/// \brief Retries every failure.
///
/// \when Every failure that the work can have is known to be worth another attempt.
///
///
/// \whennot The work can fail by a mistake in the program: that is retried too, and takes all the longer to be seen.
/// Prefer reprise::transient or reprise::retry_on.
///
/// \snippet docs/examples/classifiers.cpp retry_all
///
/// \model{reprise::classifier_policy}
struct retry_all {
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_all";

    /// \brief It looks at no type.
    using exceptions = exception_types<>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Every failure is worth another attempt.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \return Transient.
    template <class Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& /*failure*/) const noexcept {
        return verdict::transient();
    }
};

static_assert(classifier_policy<retry_all>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_ALL_HPP
