// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is known at compile time of the failures that a classifier accepts.

#ifndef REPRISE_DETAIL_ACCEPTS_HPP
#define REPRISE_DETAIL_ACCEPTS_HPP

#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_on.hpp>

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// accepts_each<Failure>: every failure of the type is retried, whatever its value. accepts_nothing_but: whether the
// retried failures are those of a known list, and whether a predicate holds for all types of that.
template <class Classifier>
struct known_of {
    template <class Failure>
    static constexpr bool accepts_each = false;
    static constexpr bool accepts_all = false;
    template <class... Earlier>
    static constexpr bool covered_by = false;
};

template <>
struct known_of<retry_all> {
    template <class Failure>
    static constexpr bool accepts_each = true;
    static constexpr bool accepts_all = true;
    template <class... Earlier>
    static constexpr bool covered_by = false;
};

template <class... Listed>
struct known_of<retry_on<Listed...>> {
    template <class Failure>
    static constexpr bool accepts_each = is_one_of<Failure, Listed...>;
    static constexpr bool accepts_all = false;
    template <class Failure, class... Earlier>
    static constexpr bool one_accepts = (known_of<Earlier>::template accepts_each<Failure> || ...);
    template <class... Earlier>
    static constexpr bool covered_by = (one_accepts<Listed, Earlier...> && ...);
};

template <class... Listed>
struct known_of<retry_unless<Listed...>> {
    // an object of a type that an excepted one derives from may be of the excepted one
    template <class Failure>
    static constexpr bool accepts_each =
        !is_one_of<Failure, Listed...> && !(is_a<Listed, Failure> || ...);
    static constexpr bool accepts_all = false;
    template <class... Earlier>
    static constexpr bool covered_by = false;
};

// Whether one of the classifiers can never be the first to accept a failure.
template <class... Classifier>
[[nodiscard]] constexpr bool one_is_unreachable() {
    using all = std::tuple<known_of<Classifier>...>;
    using classifiers = std::tuple<Classifier...>;
    constexpr auto is_covered = []<std::size_t Index>(std::integral_constant<std::size_t, Index>) {
        return []<std::size_t... Earlier>(std::index_sequence<Earlier...>) {
            return (std::tuple_element_t<Earlier, all>::accepts_all || ...) ||
                   std::tuple_element_t<Index, all>::template covered_by<
                       std::tuple_element_t<Earlier, classifiers>...>;
        }(std::make_index_sequence<Index>{});
    };
    return [is_covered]<std::size_t... Index>(std::index_sequence<Index...>) {
        return (is_covered(std::integral_constant<std::size_t, Index>{}) || ...);
    }(std::index_sequence_for<Classifier...>{});
}

// The same at run time, where only tables are left of the types: a null pointer to one type is thrown, and caught by
// the types that another classifier lists, which is how bases are found.
struct acceptance {
    bool all = false;
    std::span<void (*const)()>
        listed{};  // throw a pointer to each type, where nothing else is accepted
    bool (*catches)(void (*thrown)()) = nullptr;
};

template <class Classifier>
struct acceptance_of {
    static constexpr acceptance value{};
};

template <>
struct acceptance_of<retry_all> {
    static constexpr acceptance value{.all = true};
};

#if defined(__cpp_exceptions)

template <class Listed>
[[noreturn]] void throw_pointer_to() {
    // NOLINTNEXTLINE(misc-throw-by-value-catch-by-reference,cert-err09-cpp,cert-err61-cpp): nothing is copied that way
    throw static_cast<Listed*>(nullptr);
}

template <class Listed>
[[nodiscard]] bool catches_pointer_to(void (*thrown)()) {
    try {
        thrown();
        // NOLINTNEXTLINE(misc-throw-by-*,cert-err09-cpp,cert-err61-cpp): handlers find the base of a pointer
    } catch (Listed* /*null*/) {
        return true;
    } catch (...) {  // NOLINT(bugprone-empty-catch): the other types are somebody else's
    }
    return false;
}

template <class... Listed>
struct acceptance_of<retry_on<Listed...>> {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-c-arrays,modernize-avoid-c-arrays): a table
    static constexpr void (*listed[])() = {&throw_pointer_to<Listed>...};
    static constexpr acceptance value{.listed = listed, .catches = [](void (*thrown)()) {
                                          return (catches_pointer_to<Listed>(thrown) || ...);
                                      }};
};

#endif

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_ACCEPTS_HPP
