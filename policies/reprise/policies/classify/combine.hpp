// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines `||`, `&&` and `!` of classifiers.

#ifndef REPRISE_POLICIES_CLASSIFY_COMBINE_HPP
#define REPRISE_POLICIES_CLASSIFY_COMBINE_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/policies/classify/as_listed.hpp>
#include <reprise/policies/classify/merged_exceptions.hpp>

#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief Retries what one of two classifiers would retry.
/// \tparam First  A reprise::classifier_policy.
/// \tparam Second A reprise::classifier_policy.
///
/// \when One list of types does not say it. Write it `first || second`.
///
/// \whennot A failure shall be retried in another way than others: `reprise::first_match` takes a policy for each.
///
/// \snippet docs/examples/more_classifiers.cpp combined
///
/// \model{reprise::classifier_policy}
template <classifier_policy First, classifier_policy Second>
class classifier_either {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "either";

    /// \brief What one of the two looks at.
    using exceptions = detail::merged_exceptions_t<
        typename policy_type_t<First>::exceptions, typename policy_type_t<Second>::exceptions>;

    /// \brief Whether one of the two does not know which failures are ambiguous: what it retries may be.
    static constexpr bool ignores_ambiguity =
        detail::ignores_ambiguity<First> || detail::ignores_ambiguity<Second>;

    /// \brief Of two classifiers.
    /// \param first  The classifier that is asked first.
    /// \param second The other.
    constexpr classifier_either(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief Asks the first, and the second if need be; each sees the failure as the type that it lists.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return The first verdict that is worth another attempt, with its hint; else the second's.
    template <class Failure>
        requires(detail::classifies<First, Failure> && detail::classifies<Second, Failure>) ||
                detail::is_listed_in<Failure, exceptions>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const {
        auto const said = detail::classify_as_own(first_, failure);
        return said.retryable() ? said : detail::classify_as_own(second_, failure);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup classify
/// \brief Retries only what both of two classifiers would retry.
/// \tparam First  A reprise::classifier_policy.
/// \tparam Second A reprise::classifier_policy.
///
/// \when Something is to be taken away from what another classifier retries. Write it `first && second`.
///
/// \whennot Either of them is enough: reprise::classifier_either.
///
/// \snippet docs/examples/more_classifiers.cpp combined
///
/// \model{reprise::classifier_policy}
template <classifier_policy First, classifier_policy Second>
class classifier_both {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "both";

    /// \brief What one of the two looks at.
    using exceptions = detail::merged_exceptions_t<
        typename policy_type_t<First>::exceptions, typename policy_type_t<Second>::exceptions>;

    /// \brief Whether neither of the two knows which failures are ambiguous: if one does, its word counts.
    static constexpr bool ignores_ambiguity =
        detail::ignores_ambiguity<First> && detail::ignores_ambiguity<Second>;

    /// \brief Of two classifiers.
    /// \param first  The classifier that is asked first.
    /// \param second The other.
    constexpr classifier_both(First first, Second second)
        : first_{std::move(first)}, second_{std::move(second)} {}

    /// \brief Asks the first, and the second if need be; each sees the failure as the type that it lists.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return The first verdict if it is permanent, else the second's, with its hint; ambiguous if one of them is.
    template <class Failure>
        requires(detail::classifies<First, Failure> && detail::classifies<Second, Failure>) ||
                detail::is_listed_in<Failure, exceptions>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const {
        auto const said = detail::classify_as_own(first_, failure);
        if (!said.retryable()) return said;
        auto const also = detail::classify_as_own(second_, failure);
        return also.ambiguous(also.is_ambiguous() || said.is_ambiguous());
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("first", first_);
        out("second", second_);
    }

  private:
    [[no_unique_address]] First first_;
    [[no_unique_address]] Second second_;
};

/// \ingroup classify
/// \brief Retries what another classifier would not retry.
/// \tparam Classifier A reprise::classifier_policy.
///
/// \when It is easier to say what is not worth another attempt, as part of an `&&`. Write it `!classifier`.
///
/// \whennot It stands alone: then everything that nobody has thought of is retried.
///
/// \snippet docs/examples/more_classifiers.cpp combined
///
/// \model{reprise::classifier_policy}
template <classifier_policy Classifier>
class classifier_not {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "not";

    /// \brief What the other looks at.
    using exceptions = typename policy_type_t<Classifier>::exceptions;

    /// \brief Of what another classifier would not retry it does not know whether it is ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Of a classifier.
    /// \param classifier The other.
    constexpr explicit classifier_not(Classifier classifier) : classifier_{std::move(classifier)} {}

    /// \brief Asks the other.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return Permanent if the other would retry it, else transient.
    template <class Failure>
        requires detail::classifies<Classifier, Failure>
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const
        noexcept(noexcept(detail::unwrap(std::declval<Classifier const&>()).classify(failure))) {
        return detail::unwrap(classifier_).classify(failure).retryable() ? verdict::permanent()
                                                                         : verdict::transient();
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
/// \brief Retries what one of two classifiers would retry: `retry_on<timeout>{} || retry_if_message("deadlock")`.
///
/// Where neither is a type of the library, the operator has to be made known: `using reprise::operator||;`.
///
/// Makes a reprise::classifier_either, whose page says when to use it.
/// \tparam First  A reprise::classifier_policy.
/// \tparam Second A reprise::classifier_policy.
/// \param first  The classifier that is asked first.
/// \param second The other.
/// \return Their combination.
template <classifier_policy First, classifier_policy Second>
[[nodiscard]] constexpr classifier_either<First, Second> operator||(First first, Second second) {
    return {std::move(first), std::move(second)};
}

/// \ingroup classify
/// \brief Retries only what both of two classifiers would retry: `transient{} && !retry_if_message("read-only")`.
/// \tparam First  A reprise::classifier_policy.
/// \tparam Second A reprise::classifier_policy.
/// \param first  The classifier that is asked first.
/// \param second The other.
/// \return Their combination.
template <classifier_policy First, classifier_policy Second>
[[nodiscard]] constexpr classifier_both<First, Second> operator&&(First first, Second second) {
    return {std::move(first), std::move(second)};
}

/// \ingroup classify
/// \brief Retries what another classifier would not retry: `!retry_if_message("read-only")`.
/// \tparam Classifier A reprise::classifier_policy.
/// \param classifier The other.
/// \return Its contrary.
template <classifier_policy Classifier>
[[nodiscard]] constexpr classifier_not<Classifier> operator!(Classifier classifier) {
    return classifier_not<Classifier>{std::move(classifier)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_COMBINE_HPP
