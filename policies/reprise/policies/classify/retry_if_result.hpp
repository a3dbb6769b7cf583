// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_if_result.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_IF_RESULT_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_IF_RESULT_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/verdict.hpp>
#include <reprise/policies/classify/transient.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief Retries when a returned value is one that a predicate asks to retry; everything else is left to another
/// classifier, which may have a say on returned values too.
///
/// On giving up, the last value is returned as it was: nothing is thrown.
///
/// \tparam Predicate  Called with what the operation returned; true means "not good enough, again".
/// \tparam Classifier A reprise::classifier_policy for exceptions and for error values.
///
/// \when The operation returns a value that is no error and still not good enough: a job that is not done, an empty
/// page.
///
///
/// \whennot The value reports a failure by itself, as `std::expected` does: every classifier judges that. For a type of
/// your own, specialise reprise::outcome_traits.
///
/// \snippet docs/examples/classifiers.cpp retry_if_result
///
/// \model{reprise::classifier_policy}
template <class Predicate, classifier_policy Classifier = transient>
class retry_if_result_t {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_if_result";

    /// \brief What the other classifier looks at.
    using exceptions = typename policy_type_t<Classifier>::exceptions;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Takes the predicate and the other classifier.
    /// \param predicate  The predicate.
    /// \param classifier The classifier of everything else.
    constexpr explicit retry_if_result_t(Predicate predicate, Classifier classifier = Classifier{})
        : predicate_{std::move(predicate)}, classifier_{std::move(classifier)} {}

    /// \brief Asks the predicate, then the other classifier if it judges such values.
    /// \tparam Result What the operation returned.
    /// \param result The value.
    /// \return Transient if the predicate wants it again; otherwise what the other classifier says, or nothing.
    template <class Result>
        requires(std::predicate<Predicate const&, Result const&> || judges<Classifier, Result>)
    [[nodiscard]] constexpr judgement_t<Result> judge(Result const& result) const
        noexcept(judges_quietly<Result>) {
        if constexpr (std::predicate<Predicate const&, Result const&>) {
            if (std::invoke(predicate_, result)) return verdict::transient();
        }
        if constexpr (judges<Classifier, Result>) {
            return detail::unwrap(classifier_).judge(result);
        } else {
            return std::nullopt;
        }
    }

    /// \brief Asks the other classifier.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return Its verdict.
    template <class Failure>
        requires detail::classifies<Classifier, Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const
        noexcept(noexcept(detail::unwrap(std::declval<Classifier const&>()).classify(failure))) {
        return detail::unwrap(classifier_).classify(failure);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("otherwise", classifier_);
    }

  private:
    template <class Result>
    static constexpr bool judges_quietly = [] {
        bool quietly = true;
        if constexpr (std::predicate<Predicate const&, Result const&>) {
            quietly = std::is_nothrow_invocable_v<Predicate const&, Result const&>;
        }
        if constexpr (judges<Classifier, Result>) {
            quietly = quietly && noexcept(detail::unwrap(std::declval<Classifier const&>())
                                              .judge(std::declval<Result const&>()));
        }
        return quietly;
    }();

    [[no_unique_address]] Predicate predicate_;
    [[no_unique_address]] Classifier classifier_;
};

/// \ingroup classify
/// \brief Makes a reprise::retry_if_result_t.
/// \tparam Predicate  The predicate's type.
/// \tparam Classifier A reprise::classifier_policy.
/// \param predicate  Returns whether a returned value is to be retried.
/// \param classifier The classifier of exceptions and error values; reprise::transient unless given.
/// \return The classifier.
template <class Predicate, classifier_policy Classifier = transient>
[[nodiscard]] constexpr auto retry_if_result(
    Predicate predicate, Classifier classifier = Classifier{}) {
    return retry_if_result_t<Predicate, Classifier>{std::move(predicate), std::move(classifier)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_IF_RESULT_HPP
