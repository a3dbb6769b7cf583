// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what of a result a classifier judges.

#ifndef REPRISE_DETAIL_JUDGED_HPP
#define REPRISE_DETAIL_JUDGED_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>

#include <memory>  // std::addressof
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Mostly all of it. What an operation of Asio's completes with is an error and values, of which the values are judged:
// null where there is an error.
template <class Result>
[[nodiscard, gnu::always_inline]] constexpr auto const* judged_part(Result const& result) noexcept {
    if constexpr (requires { outcome_traits<Result>::judged(result); }) {
        return outcome_traits<Result>::judged(result);
    } else {
        return std::addressof(result);
    }
}

template <class Result>
using judged_part_t =
    std::remove_cv_t<std::remove_pointer_t<decltype(detail::judged_part(std::declval<Result&>()))>>;

template <class Classifier, class Result>
inline constexpr bool judges_results_of = [] {
    if constexpr (std::is_void_v<judged_part_t<Result>>) {
        return false;
    } else {
        return judges<Classifier, judged_part_t<Result>>;
    }
}();

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_JUDGED_HPP
