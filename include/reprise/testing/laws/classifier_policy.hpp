// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Checks the laws of reprise::classifier_policy. Needs GoogleTest.

#ifndef REPRISE_TESTING_LAWS_CLASSIFIER_POLICY_HPP
#define REPRISE_TESTING_LAWS_CLASSIFIER_POLICY_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/policies/classify/retry_on.hpp>  // detail::derived_before_bases
#include <reprise/policies/log/line.hpp>           // detail::type_name, detail::verdict_text
#include <reprise/testing/laws/findings.hpp>

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <typeinfo>

namespace reprise::testing {

namespace detail {

[[nodiscard]] inline std::string verdict_words(verdict const& said) {
    auto text = reprise::detail::verdict_text(said);
    if (said.is_ambiguous()) text += ", ambiguous";
    return text;
}

template <class Listed>
inline constexpr bool derived_listed_first = false;
template <class... Listed>
inline constexpr bool derived_listed_first<exception_types<Listed...>> =
    reprise::detail::derived_before_bases<Listed...>;

template <class Policy>
class classifier_check {
  public:
    using exceptions = typename policy_type_t<Policy>::exceptions;

    classifier_check(Policy const& policy, findings& found) : policy_{policy}, found_{found} {}

    void lists_derived_first() {
        found_.expect(
            derived_listed_first<exceptions>,
            "Policy::exceptions lists derived classes before their bases, and each type once",
            [] { return reprise::detail::type_name(typeid(exceptions)); });
    }

    template <class Failure>
    void look_at(Failure const& failure) {
        if constexpr (reprise::detail::classifies<Policy, Failure>) {
            repeats(failure, [&failure](auto& asked) { return asked.classify(failure); });
        }
        if constexpr (judges<Policy, Failure>) {
            repeats(failure, [&failure](auto& asked) {
                return asked.judge(failure).value_or(nothing_said);
            });
        }
        as_it_is_caught(failure, exceptions{});
    }

    // Where it stands for the exception that is being handled.
    template <class Failure>
    void look_at_other(Failure const& thrown) {
        try {
            throw thrown;
        } catch (...) {
            look_at(other_exception{});
        }
    }

  private:
    // what a classifier does not say of a value; no classifier says this
    static constexpr auto nothing_said =
        verdict::permanent().after(duration::max(), duration::max());

    [[nodiscard]] policy_reference_t<Policy> policy() const {
        return reprise::detail::unwrap(policy_);
    }

    template <class Failure, class Ask>
    void repeats(Failure const& /*failure*/, Ask const& ask) {
        verdict const first = ask(policy());
        verdict const again = ask(policy());
        found_.expect(first == again, "the same failure gets the same verdict", [&] {
            return "a " + reprise::detail::type_name(typeid(Failure)) + " is " +
                   verdict_words(first) + ", and another time " + verdict_words(again);
        });
    }

    // An overload for a type that is not listed is never asked about an exception: that is caught as its listed base.
    template <class Failure, class... Listed>
    void as_it_is_caught(Failure const& failure, exception_types<Listed...> /*types*/) {
        if constexpr (reprise::detail::classifies<Policy, Failure>) {
            bool caught = false;
            auto const look_as = [&]<class Base>(std::type_identity<Base>) {
                if constexpr (std::is_base_of_v<Base, Failure>) {
                    if (caught) return;
                    caught = true;
                    verdict const as_base = policy().classify(static_cast<Base const&>(failure));
                    verdict const as_itself = policy().classify(failure);
                    found_.expect(
                        as_base == as_itself,
                        "an exception that derives from a listed type is classified as that type",
                        [&] {
                            return "a " + reprise::detail::type_name(typeid(Failure)) + " is " +
                                   verdict_words(as_itself) + ", but caught as " +
                                   reprise::detail::type_name(typeid(Base)) + " it is " +
                                   verdict_words(as_base);
                        });
                }
            };
            (look_as(std::type_identity<Listed>{}), ...);
        }
    }

    Policy const& policy_;
    findings& found_;
};

}  // namespace detail

namespace laws {

/// \ingroup testing
/// \brief Checks every law of reprise::classifier_policy on some failures:
/// `EXPECT_TRUE(check_classifier_policy(my_classifier{}, http_error{503}, timeout{}))`.
///
/// Hand over exceptions of the listed types, of types derived from them, and values that operations return; which are
/// classified and which are judged, the check sees by itself.
/// \tparam Policy  A reprise::classifier_policy.
/// \tparam Failure The types of the failures, which can be copied.
/// \param policy  The classifier, or a `std::ref` of one.
/// \param failure Each failure.
/// \return Success where all laws hold; else a failure that names them, each with a case.
///
/// \snippet docs/examples/laws.cpp classifier
template <classifier_policy Policy, class... Failure>
[[nodiscard]] ::testing::AssertionResult check_classifier_policy(
    Policy const& policy, Failure const&... failure) {
    testing::detail::findings found{"classifier_policy"};
    testing::detail::classifier_check<Policy> check{policy, found};
    found.checked([&] {
        check.lists_derived_first();
        check.look_at_other(0);
        (check.look_at(failure), ...);
        (check.look_at_other(failure), ...);
    });
    return found.result();
}

}  // namespace laws
}  // namespace reprise::testing

#endif  // REPRISE_TESTING_LAWS_CLASSIFIER_POLICY_HPP
