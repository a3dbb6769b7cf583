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
/// For work whose only failures are known to be worth it. A mistake in the program is retried too: prefer
/// reprise::transient or reprise::retry_on.
///
/// \model{reprise::classifier_policy}
struct retry_all {
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
