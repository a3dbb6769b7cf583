// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an asynchronous operation of Asio's is run as a coroutine, where its time is limited. Needs
/// Boost.Asio.

#ifndef REPRISE_ASIO_AS_AWAITABLE_HPP
#define REPRISE_ASIO_AS_AWAITABLE_HPP

#include <reprise/asio/completion.hpp>
#include <reprise/asio/time_limit_error.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <tuple>
#include <utility>

namespace reprise::detail {

// The operation as a callable that returns an awaitable of its completion. Exceptions are thrown, error codes are not.
template <class Operation, class Classifier>
class as_awaitable {
    using signature = completion_signature<typename initiation<Operation>::signature>;

  public:
    using result = typename signature::template type<Classifier>;

    explicit as_awaitable(Operation operation) : operation_{std::move(operation)} {}

    [[nodiscard]] auto repetition() const noexcept
        requires repetition_stating<Operation>
    {
        return detail::repetition_of(operation_);
    }

    boost::asio::awaitable<result> operator()(attempt const& described) {
        auto completed = start(described);
        auto all = co_await std::move(completed);
        if constexpr (signature::throws) {
            if (std::get<0>(all)) std::rethrow_exception(std::get<0>(all));
        }
        co_return std::apply(
            [](auto&& error, auto&&... values) {
                // NOLINTNEXTLINE(bugprone-move-forwarding-reference): it is called once, and as it is
                return result{std::move(error), {std::move(values)...}};
            },
            std::move(all));
    }

  private:
    auto start([[maybe_unused]] attempt const& described) {
        constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
        if constexpr (initiation<Operation>::takes_attempt) {
            return detail::initiate(operation_, token, described);
        } else {
            return detail::initiate(operation_, token);
        }
    }

    Operation operation_;
};

// Calls a handler for error codes, or for exceptions, with how a run of as_awaitable has ended.
struct end_of_awaitable {
    template <class Handler, class Reported, class Error, class... Values>
    void operator()(
        Handler&& handler, std::exception_ptr thrown,
        completion<Reported, Error, Values...> completed) && {
        if constexpr (std::is_same_v<Error, std::exception_ptr>) {
            completed.error = std::move(thrown);
        } else if (thrown) {
            try {
                std::rethrow_exception(thrown);
            } catch (attempt_timed_out const& timed_out) {
                completed.error = make_error_code(timed_out.limit());
            }
        }
        std::apply(
            [&](auto&... values) {
                std::forward<Handler>(handler)(std::move(completed.error), std::move(values)...);
            },
            completed.values);
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_AS_AWAITABLE_HPP
