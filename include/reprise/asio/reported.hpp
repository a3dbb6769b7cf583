// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how what an asynchronous operation of Asio's completes with goes into a result with a report. Needs
/// Boost.Asio.

#ifndef REPRISE_ASIO_REPORTED_HPP
#define REPRISE_ASIO_REPORTED_HPP

#include <reprise/asio/completion.hpp>

#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// With an error code: the code and the values, as a tuple. With an exception pointer: the values, as a coroutine would
// yield them; the exception goes where exceptions are.
template <class Completion>
struct reported;

template <class Reported, class Error, class... Values>
struct reported<completion<Reported, Error, Values...>> {
    using type = std::tuple<Error, Values...>;

    [[nodiscard]] static type take(completion<Reported, Error, Values...>& completed) {
        return std::apply(
            [&](auto&... values) { return type{std::move(completed.error), std::move(values)...}; },
            completed.values);
    }
};

template <class Reported, class... Values>
struct reported<completion<Reported, std::exception_ptr, Values...>> {
    using type = std::tuple<Values...>;

    [[nodiscard]] static type take(completion<Reported, std::exception_ptr, Values...>& completed) {
        return std::move(completed.values);
    }
};

template <class Reported, class Value>
struct reported<completion<Reported, std::exception_ptr, Value>> {
    using type = Value;

    [[nodiscard]] static type take(completion<Reported, std::exception_ptr, Value>& completed) {
        return std::get<0>(std::move(completed.values));
    }
};

template <class Reported>
struct reported<completion<Reported, std::exception_ptr>> {
    using type = void;

    static void take(completion<Reported, std::exception_ptr>& /*completed*/) noexcept {}
};

template <class Completion>
using reported_t = typename reported<Completion>::type;

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_REPORTED_HPP
