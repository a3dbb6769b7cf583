// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how the exception lists of several classifiers become one.

#ifndef REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP
#define REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP

#include <reprise/concepts/exception_types.hpp>
#include <reprise/policies/classify/retry_on.hpp>  // detail::is_a

#include <boost/hana/append.hpp>
#include <boost/hana/concat.hpp>
#include <boost/hana/contains.hpp>
#include <boost/hana/drop_while.hpp>
#include <boost/hana/flatten.hpp>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/integral_constant.hpp>
#include <boost/hana/take_while.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>

namespace reprise::detail {

template <class Types>
struct types_of_list;

template <class... Listed>
struct types_of_list<exception_types<Listed...>> {
    static constexpr auto value = boost::hana::tuple_t<Listed...>;
};

template <class Types>
struct list_of_types;

template <class... Type>
struct list_of_types<boost::hana::tuple<Type...>> {
    using type = exception_types<typename Type::type...>;
};

// Before the first of its bases: what derives from it stands before those as well, so the list stays in order.
inline constexpr auto insert_type = [](auto list, auto added) {
    if constexpr (decltype(boost::hana::contains(list, added))::value) {
        return list;
    } else {
        constexpr auto is_no_base = [](auto listed) {
            return boost::hana::bool_c<
                !is_a<typename decltype(added)::type, typename decltype(listed)::type>>;
        };
        return boost::hana::concat(
            boost::hana::append(boost::hana::take_while(list, is_no_base), added),
            boost::hana::drop_while(list, is_no_base));
    }
};

// The lists of all, each type once, derived classes before their bases.
template <class... Types>
using merged_exceptions_t = typename list_of_types<decltype(boost::hana::fold_left(
    boost::hana::flatten(boost::hana::make_tuple(types_of_list<Types>::value...)),
    boost::hana::tuple<>{}, insert_type))>::type;

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLASSIFY_MERGED_EXCEPTIONS_HPP
