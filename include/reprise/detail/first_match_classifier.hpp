// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the classifier of reprise::first_match.

#ifndef REPRISE_DETAIL_FIRST_MATCH_CLASSIFIER_HPP
#define REPRISE_DETAIL_FIRST_MATCH_CLASSIFIER_HPP

#include <reprise/policies/classify/as_listed.hpp>
#include <reprise/policies/classify/merged_exceptions.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Asks one after the other; the verdict of the first that accepts carries its index.
template <class... Classifier>
class first_match_classifier {
  public:
    using exceptions = merged_exceptions_t<typename policy_type_t<Classifier>::exceptions...>;

    static constexpr bool ignores_ambiguity = (detail::ignores_ambiguity<Classifier> || ...);

  private:
    template <class Failure>
    static constexpr bool is_listed = []<class... Listed>(exception_types<Listed...>) {
        return (std::is_same_v<Failure, Listed> || ...);
    }(exceptions{});

  public:
    constexpr explicit first_match_classifier(Classifier... classifier)
        : classifiers_{std::move(classifier)...} {}

    [[nodiscard]] constexpr verdict classify(other_exception const& other) const {
        return *first_that_accepts([&other](auto const& classifier) {
            return std::optional<verdict>{detail::unwrap(classifier).classify(other)};
        });
    }

    template <class Failure>
        requires(is_listed<Failure> || (classifies<Classifier, Failure> || ...))
    [[nodiscard]] constexpr verdict classify(Failure const& failure) const {
        return *first_that_accepts([&failure](auto const& classifier) {
            using one = std::remove_cvref_t<decltype(classifier)>;
            // a value of a type that this one knows nothing of: there is no exception to show to it
            if constexpr (!is_listed<Failure> && !classifies<one, Failure>) {
                return std::optional{verdict::permanent()};
            } else {
                return std::optional{detail::classify_as_own(classifier, failure)};
            }
        });
    }

    template <class Result>
        requires(judges<Classifier, Result> || ...)
    [[nodiscard]] constexpr std::optional<verdict> judge(Result const& result) const {
        return first_that_accepts([&result](auto const& classifier) -> std::optional<verdict> {
            if constexpr (judges<std::remove_cvref_t<decltype(classifier)>, Result>) {
                return detail::unwrap(classifier).judge(result);
            } else {
                return std::nullopt;
            }
        });
    }

  private:
    // the first retryable verdict, else the first that is any
    template <class Ask>
    [[nodiscard]] constexpr std::optional<verdict> first_that_accepts(Ask const& ask) const {
        std::optional<verdict> said;
        std::uint32_t index = 0;
        boost::hana::for_each(classifiers_, [&](auto const& classifier) {
            if (!said || !said->retryable()) {
                auto const one = ask(classifier);
                if (one && one->retryable()) {
                    said = one->by_rule(index);
                } else if (one && !said) {
                    said = one;
                }
            }
            ++index;
        });
        return said;
    }

    boost::hana::tuple<Classifier...> classifiers_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_FIRST_MATCH_CLASSIFIER_HPP
