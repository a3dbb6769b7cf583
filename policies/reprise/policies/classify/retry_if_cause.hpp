// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_if_cause.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_IF_CAUSE_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_IF_CAUSE_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/policies/classify/as_listed.hpp>
#include <reprise/policies/classify/exception_as.hpp>
#include <reprise/policies/classify/merged_exceptions.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief Asks a classifier about an exception and about what is nested in it. See reprise::retry_if_cause().
/// \tparam Classifier A reprise::classifier_policy that lists exception types.
///
/// \when Layers wrap what they catch, and the reason that passes is at the bottom.
///
/// \whennot The wrapping layer can throw a type, or a code, that says so itself.
///
/// \snippet docs/examples/more_classifiers.cpp cause
///
/// \model{reprise::classifier_policy}
template <classifier_policy Classifier>
class retry_if_cause_t {
    using listed = typename policy_type_t<Classifier>::exceptions;
    static_assert(
        !std::is_same_v<listed, exception_types<>>,
        "retry_if_cause: the classifier has to list the exception types that it looks at, as retry_on does: of a cause "
        "nothing but its type can be asked");

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_if_cause";

    /// \brief What the classifier looks at, and everything that can have something nested in it.
    using exceptions =
        detail::merged_exceptions_t<listed, exception_types<std::exception, std::nested_exception>>;

    /// \brief Whether the classifier does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = detail::ignores_ambiguity<Classifier>;

    /// \brief Takes the classifier.
    /// \param classifier The classifier.
    constexpr explicit retry_if_cause_t(Classifier classifier)
        : classifier_{std::move(classifier)} {}

    /// \brief Asks the classifier, and, as long as it says permanent, about the next cause.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return The first verdict that is worth another attempt; else that on the failure itself.
    template <class Failure>
        requires(
            detail::classifies<Classifier, Failure> || detail::is_listed_in<Failure, exceptions>)
    [[nodiscard]] verdict classify(Failure const& failure) const {
        auto const said = detail::classify_as_own(classifier_, failure);
        if constexpr (std::is_polymorphic_v<Failure>) {
            if (!said.retryable()) {
                if (auto const* nested = detail::seen_as<std::nested_exception>(failure))
                    return of_causes(nested->nested_ptr()).value_or(said);
            }
        }
        return said;
    }

    /// \brief Asks the classifier; what was thrown can have nothing nested in it.
    /// \param other An exception of another type.
    /// \return Its verdict.
    [[nodiscard]] verdict classify(other_exception const& other) const {
        return detail::unwrap(classifier_).classify(other);
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("classifier", classifier_);
    }

  private:
    // the first cause that is worth another attempt, from the outermost to the innermost
    [[nodiscard]] std::optional<verdict> of_causes(std::exception_ptr cause) const {
        while (cause != nullptr) {
            if (auto const said = of_cause(cause, listed{}); said.retryable()) return said;
            std::exception_ptr next;
            detail::visit_exception_as<std::nested_exception>(
                cause,
                [&next](std::nested_exception const& nested) { next = nested.nested_ptr(); });
            cause = std::move(next);
        }
        return std::nullopt;
    }

    template <class... Listed>
    [[nodiscard]] verdict of_cause(
        std::exception_ptr const& cause, exception_types<Listed...> /*list*/) const {
        auto said = verdict::permanent();
        auto const ask = [&]<class One>(std::type_identity<One> /*listed*/) {
            return detail::visit_exception_as<One>(cause, [&](One const& exception) {
                said = detail::unwrap(classifier_).classify(exception);
            });
        };
        if (!(ask(std::type_identity<Listed>{}) || ...))
            said = detail::unwrap(classifier_).classify(other_exception{});
        return said;
    }

    [[no_unique_address]] Classifier classifier_;
};

/// \ingroup classify
/// \brief Retries a failure if a classifier would retry it, or anything nested in it by `std::throw_with_nested`:
/// `retry_if_cause(retry_on<timeout>{})`.
///
/// The exceptions are looked at from the outside to the inside. The caught one is looked at by a `dynamic_cast` to
/// `std::nested_exception`, in its handler. A nested one is kept by a `std::exception_ptr`, which the standard lets
/// nobody look into before C++26: with libstdc++ the library does it all the same, and throws nothing; with others each
/// nested exception is rethrown to see its type, only after the outer ones were not worth another attempt. The caught
/// exception itself is never rethrown.
///
/// Makes a reprise::retry_if_cause_t, whose page says when to use it.
/// \tparam Classifier A reprise::classifier_policy that lists exception types.
/// \param classifier The classifier of each exception in the chain.
/// \return The classifier of the chain.
template <classifier_policy Classifier>
[[nodiscard]] constexpr auto retry_if_cause(Classifier classifier) {
    return retry_if_cause_t<Classifier>{std::move(classifier)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_IF_CAUSE_HPP
