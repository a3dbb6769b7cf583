// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how an asynchronous operation of Asio's is run as a coroutine, where its time is limited. Needs
/// Boost.Asio.

#ifndef REPRISE_ASIO_AS_AWAITABLE_HPP
#define REPRISE_ASIO_AS_AWAITABLE_HPP

#include <reprise/asio/completion.hpp>
#include <reprise/asio/reported.hpp>
#include <reprise/asio/time_limit_error.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/async_drive.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>
#include <reprise/retry_result.hpp>

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
        requires states_repetition<Operation>
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
class end_of_awaitable {
  public:
    // the same for one who gets a report; what is thrown beside that is no end of a run
    template <class Handler, class Completion>
    void operator()(
        Handler&& handler, std::exception_ptr const& thrown, retry_result<Completion> ended) && {
        using result = reported<Completion>;
        if (thrown) std::rethrow_exception(thrown);
        Completion completed;
        bool has_value = ended.has_value();
        if (has_value) {
            completed = *std::move(ended);
        } else if constexpr (outcome_traits<Completion>::can_fail) {
            has_value = take_limit(completed.error, ended.exception());
        }
        std::forward<Handler>(handler)(into_result::with_value<typename result::type>(
            std::move(ended), has_value, [&] { return result::take(completed); }));
    }

    template <class Handler, class Reported, class Error, class... Values>
    void operator()(
        Handler&& handler, std::exception_ptr thrown,
        completion<Reported, Error, Values...> completed) && {
        if constexpr (std::is_same_v<Error, std::exception_ptr>) {
            completed.error = std::move(thrown);
        } else if (thrown) {
            if (!take_limit(completed.error, thrown)) std::rethrow_exception(thrown);
        }
        std::apply(
            [&](auto&... values) {
                std::forward<Handler>(handler)(std::move(completed.error), std::move(values)...);
            },
            completed.values);
    }

  private:
    // an attempt that was ended by a limit has failed with an exception, which this channel does not have
    template <class Error>
    [[nodiscard]] static bool take_limit(Error& error, std::exception_ptr const& thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (attempt_timed_out const& timed_out) {
            error = make_error_code(timed_out.limit());
            return true;
        } catch (...) {
            return false;
        }
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_AS_AWAITABLE_HPP
