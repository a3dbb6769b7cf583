// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::unambiguous.

#ifndef REPRISE_POLICIES_CLASSIFY_UNAMBIGUOUS_HPP
#define REPRISE_POLICIES_CLASSIFY_UNAMBIGUOUS_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/verdict.hpp>

#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief Says of another classifier that nothing has happened after any failure that it retries.
///
/// `unambiguous(retry_on<connect_error>{})` retries operations that must not happen twice, too: you say that whoever
/// throws `connect_error` has not sent anything. A verdict of the other classifier that says otherwise is overruled.
///
/// \when You know more than the classifier: that whoever throws this has not sent anything.
///
/// \whennot You only hope so: an operation that must not happen twice is then retried after it may have happened.
///
/// \snippet docs/examples/idempotency.cpp unambiguous
///
/// \tparam Classifier A reprise::classifier_policy.
///
/// \model{reprise::classifier_policy}
template <classifier_policy Classifier>
class unambiguous_t {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "unambiguous";

    /// \brief What the other classifier looks at.
    using exceptions = typename policy_type_t<Classifier>::exceptions;

    /// \brief No failure is ambiguous: that is what it is for.
    static constexpr bool ignores_ambiguity = false;

    /// \brief Takes the other classifier.
    /// \param classifier The classifier.
    constexpr explicit unambiguous_t(Classifier classifier) : classifier_{std::move(classifier)} {}

    /// \brief Asks the other classifier.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return Its verdict, not ambiguous.
    template <class Failure>
        requires detail::classifies<Classifier, Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const
        noexcept(noexcept(detail::unwrap(std::declval<Classifier const&>()).classify(failure))) {
        return detail::unwrap(classifier_).classify(failure).ambiguous(false);
    }

    /// \brief Asks the other classifier, where it judges such results.
    /// \tparam Result What the operation returned.
    /// \param result The value.
    /// \return Its verdict, not ambiguous, or nothing.
    template <class Result>
        requires judges<Classifier, Result>
    [[nodiscard]] constexpr judgement_t<Result> judge(Result const& result) const
        noexcept(noexcept(detail::unwrap(std::declval<Classifier const&>()).judge(result))) {
        auto said = detail::unwrap(classifier_).judge(result);
        if (said) *said = said->ambiguous(false);
        return said;
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("classifier", classifier_);
    }

  private:
    [[no_unique_address]] Classifier classifier_;
};

/// \ingroup classify
/// \brief Makes a reprise::unambiguous_t.
/// \tparam Classifier A reprise::classifier_policy.
/// \param classifier The classifier after whose retried failures nothing has happened.
/// \return The classifier.
template <classifier_policy Classifier>
[[nodiscard]] constexpr unambiguous_t<Classifier> unambiguous(Classifier classifier) {
    return unambiguous_t<Classifier>{std::move(classifier)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_UNAMBIGUOUS_HPP
