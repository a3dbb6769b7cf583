// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how the exception lists of several classifiers become one.

#ifndef REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP
#define REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP

#include <reprise/concepts/exception_types.hpp>
#include <reprise/policies/classify/retry_on.hpp>  // detail::is_a

#include <type_traits>

namespace reprise::detail {

// Boost.Hana has all of this, in headers that would cost whoever includes reprise/retry.hpp a tenth of what it may
// cost.

// Before the first of its bases: what derives from it stands before those as well, so the list stays in order.
template <class Added, class Before, class After>
struct inserted_before_bases;

template <class Added, class... Before>
struct inserted_before_bases<Added, exception_types<Before...>, exception_types<>> {
    using type = exception_types<Before..., Added>;
};

template <class Added, class... Before, class First, class... Rest>
    requires is_a<Added, First>
struct inserted_before_bases<Added, exception_types<Before...>, exception_types<First, Rest...>> {
    using type = exception_types<Before..., Added, First, Rest...>;
};

template <class Added, class... Before, class First, class... Rest>
struct inserted_before_bases<Added, exception_types<Before...>, exception_types<First, Rest...>>
    : inserted_before_bases<Added, exception_types<Before..., First>, exception_types<Rest...>> {};

template <class List, class Added>
struct with_type : inserted_before_bases<Added, exception_types<>, List> {};

template <class... Listed, class Added>
    requires(std::is_same_v<Listed, Added> || ...)
struct with_type<exception_types<Listed...>, Added> {
    using type = exception_types<Listed...>;
};

template <class List, class... Types>
struct merged_exceptions {
    using type = List;
};

template <class List, class First, class... Added, class... Types>
struct merged_exceptions<List, exception_types<First, Added...>, Types...>
    : merged_exceptions<
          typename with_type<List, First>::type, exception_types<Added...>, Types...> {};

template <class List, class... Types>
struct merged_exceptions<List, exception_types<>, Types...> : merged_exceptions<List, Types...> {};

// The lists of all, each type once, derived classes before their bases.
template <class... Types>
using merged_exceptions_t = typename merged_exceptions<exception_types<>, Types...>::type;

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP
