// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the loop of the coroutine drivers: it performs the waits that the run decides on, and nothing else.

#ifndef REPRISE_DETAIL_ASYNC_DRIVE_HPP
#define REPRISE_DETAIL_ASYNC_DRIVE_HPP

#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/concepts/operation.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/detail/for_each_type.hpp>
#include <reprise/detail/handlers.hpp>
#include <reprise/detail/run.hpp>
#include <reprise/detail/slot.hpp>
#include <reprise/retry_policy.hpp>
#include <reprise/retry_result.hpp>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <new>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise::detail {

template <class Coroutine>
concept knows_cancellation = requires { awaitable_traits<Coroutine>::cancellation(); };

template <class Clock, class Coroutine>
concept waits_by_coroutine =
    requires(policy_reference_t<Clock> clock, duration delay, std::stop_token token) {
        awaitable_traits<Coroutine>::async_wait(clock, delay, token);
    };

// What a coroutine gets from a clock whose time is virtual: it never suspends.
struct finished_wait {
    bool whole;
};

// A kind of coroutine may have room of its own for what it waits with, where no token can end the wait.
template <class Clock, class Coroutine>
concept waits_in_room = !async_clock_policy<Clock> && !clock_waits_virtually<Clock> &&
                        requires(
                            policy_reference_t<Clock> clock, duration delay,
                            typename awaitable_traits<Coroutine>::wait_room& room) {
                            awaitable_traits<Coroutine>::async_wait(clock, delay, room);
                        };

struct no_room {};

template <class Coroutine, class Policy>
struct wait_room : std::type_identity<no_room> {};
template <class Coroutine, class Policy>
    requires(
        !stop_has_token<std::remove_cvref_t<decltype(std::declval<Policy const&>().stop())>> &&
        waits_in_room<
            std::remove_cvref_t<decltype(std::declval<Policy const&>().clock())>, Coroutine>)
struct wait_room<Coroutine, Policy>
    : std::type_identity<typename awaitable_traits<Coroutine>::wait_room> {};

template <class Coroutine, class Clock>
// NOLINTNEXTLINE(performance-unnecessary-value-param): two of the branches move it
[[nodiscard]] auto async_wait(Clock const& clock, duration delay, std::stop_token token) {
    if constexpr (async_clock_policy<Clock>) {
        return detail::unwrap(clock).async_wait(delay, std::move(token));
    } else if constexpr (clock_waits_virtually<Clock>) {
        return finished_wait{detail::unwrap(clock).wait(delay, token)};
    } else if constexpr (waits_by_coroutine<Clock, Coroutine>) {
        return awaitable_traits<Coroutine>::async_wait(
            detail::unwrap(clock), delay, std::move(token));
    } else {
        static_assert(
            waits_by_coroutine<Clock, Coroutine>,
            "reprise::async_retry: the policy's clock has no awaitable wait for this coroutine type, and a blocking "
            "wait would hold up everything else: give the policy an async_clock_policy, or include <reprise/asio.hpp> "
            "if the operation is a boost::asio::awaitable");
        return finished_wait{false};
    }
}

template <class Coroutine, class Clock, class Run, class Room>
[[nodiscard]] auto async_wait(Clock const& clock, Run const& run, Room& room) {
    return awaitable_traits<Coroutine>::async_wait(detail::unwrap(clock), run.delay(), room);
}

template <class Coroutine, class Clock, class Run>
[[nodiscard]] auto async_wait(Clock const& clock, Run const& run, no_room& /*room*/) {
    return detail::async_wait<Coroutine>(clock, run.delay(), run.token());
}

template <class Coroutine>
using awaited_t = typename awaitable_traits<Coroutine>::result;

template <class Operation>
concept async_operation = operation<Operation> && awaitable<operation_result_t<Operation>>;

// Calls the operation, and keeps what it was told of its attempt until that is over.
template <class Operation>
class async_call {
  public:
    template <class State>
    operation_result_t<Operation> operator()([[maybe_unused]] State& state, Operation& operation) {
        if constexpr (attempt_operation<Operation>) {
            described_.emplace(state.describe_attempt());
            return std::invoke(operation, std::as_const(*described_));
        } else {
            return std::invoke(operation);
        }
    }

  private:
    struct nothing {};
    [[no_unique_address]] std::conditional_t<
        attempt_operation<Operation>, std::optional<attempt>, nothing> described_;
};

// What becomes of the end of a run: the value or the exception goes to whoever awaits, ...
struct to_caller {
    static constexpr bool throws = true;
    using recorder_type = no_recorder;

    template <class Run>
    using storage = std::optional<Run>;

    template <class Result>
    class finish {
      public:
        using type = released_t<Result>;

        explicit finish(to_caller const& /*end*/) noexcept {}
        [[nodiscard]] no_recorder recorder() noexcept { return {}; }
        [[nodiscard]] type returned(slot<Result>& returned)
            requires(!std::is_void_v<Result>)
        {
            return detail::release<Result>(returned.value());
        }
    };
};

// ... or both go into a retry_result.
struct into_result {
    static constexpr bool throws = false;
    using recorder_type = report_recorder;

    template <class Run>
    using storage = std::optional<Run>;

    template <class Result>
    class finish {
      public:
        using type = retry_result<released_t<Result>>;

        explicit finish(into_result const& end) noexcept : all_{end.all_failures} {}
        [[nodiscard]] report_recorder recorder() noexcept { return {finished_.report_, all_}; }
        [[nodiscard]] type returned([[maybe_unused]] slot<Result>& returned) {
            if constexpr (std::is_void_v<Result>) {
                finished_.value_.take();
            } else {
                finished_.value_.take(detail::release<Result>(returned.value()));
            }
            return std::move(finished_);
        }
        [[nodiscard]] type threw(std::exception_ptr exception) {
            finished_.exception_ = std::move(exception);
            return std::move(finished_);
        }

      private:
        type finished_;
        bool all_;
    };

    // The same run with another value, which make() returns; an exception that becomes one is not wanted any more.
    template <class Value, class From, class Make>
    [[nodiscard]] static retry_result<Value> with_value(
        // NOLINTNEXTLINE(cppcoreguidelines-rvalue-reference-param-not-moved): its parts are
        retry_result<From>&& from, bool has_value, Make const& make) {
        retry_result<Value> remade;
        remade.report_ = std::move(from.report_);
        if (!has_value) {
            remade.exception_ = std::move(from.exception_);
        } else if constexpr (std::is_void_v<Value>) {
            remade.value_.take();
        } else {
            remade.value_.take(make());
        }
        return remade;
    }

    bool all_failures = false;
};

// What a coroutine driver knows between two suspensions. Where nobody needs the run before a failure, an attempt that
// succeeds does not make it.
template <class Policy, class Operation, class End>
class driver_state {
  public:
    using coroutine = operation_result_t<Operation>;
    using result = awaited_t<coroutine>;
    using finish_type = typename End::template finish<result>;
    using run_type = detail::run<
        Policy, typename End::recorder_type, attempt_operation<Operation>, true,
        repetition_of_t<Operation>, true>;

    driver_state(Policy const& policy, Operation const& operation, End const& end)
        : end_{end}, finish_{end}, run_(storage_of(end)) {
        if constexpr (run_type::starts_early) make_run(policy, operation);
    }

    [[nodiscard]] run_type& run() noexcept { return *run_; }

    [[nodiscard]] attempt describe_attempt() {
        if constexpr (is_stream) {
            return end_.limited(run_->describe_attempt(true));
        } else {
            return run_->describe_attempt();
        }
    }

    [[nodiscard]] slot<result>& returned() noexcept { return returned_; }

    // Policy and operation are handed over rather than kept: a coroutine that waits should take little room.

    void begin_attempt(Policy const& policy, Operation const& operation) {
        stage_ = stage::returned;
        if constexpr (run_type::starts_early) {
            if constexpr (is_stream) {
                make_run(policy, operation);
                if (!end_.begins()) return;
            }
            run_->begin_attempt();
        }
    }

    // in the handler that caught what the attempt threw

    template <class Exception>
    void note(Policy const& policy, Operation const& operation, Exception const& exception) {
        make_run(policy, operation);
        run_->note(exception);
        stage_ = stage::threw;
        next_ = next::decision;
    }

    void note_unknown(Policy const& policy, Operation const& operation) {
        make_run(policy, operation);
        run_->note_unknown();
        stage_ = stage::threw;
        next_ = next::decision;
    }

    // after the attempt
    [[nodiscard]] bool failed(Policy const& policy, Operation const& operation) {
        if (stage_ == stage::threw) return true;
        if constexpr (looks_at_results<Policy, result, true>) {
            make_run(policy, operation);
            if (run_->rejects(returned_.value())) {
                next_ = next::decision;
                return true;
            }
        }
        if constexpr (is_stream) {
            if (!end_.ends()) return false;
        }
        if (run_) run_->succeeded();
        return false;
    }

    // After an attempt that failed, and again after the wait that it was followed by: whether there is to be a wait.
    // The two are one for the coroutine, since each place at which it awaits takes room in it, and out of line, since
    // an attempt that succeeds would save registers for them.
    [[nodiscard, gnu::noinline]] bool waits(bool asked_to_stop) {
        if (asked_to_stop) run_->ask_to_stop();
        if (next_ == next::decision) {
            next_ = decide() ? next::wait : next::end;
        } else {
            next_ = wait_ended(next_ == next::attempt) ? next::attempt : next::end;
        }
        return next_ == next::wait;
    }

    void waited(bool whole) noexcept { next_ = whole ? next::attempt : next::end; }

    // Whether the next attempt follows. If not, the caller has to finish.
    [[nodiscard]] bool attempts_again() const noexcept { return next_ == next::attempt; }

    [[nodiscard]] bool ends_with_exception() const noexcept { return stage_ != stage::returned; }

    [[nodiscard]] typename finish_type::type finish() {
        if constexpr (End::throws) {
            if (ends_with_exception()) run_->rethrow();
        } else {
            if (ends_with_exception()) return finish_.threw(run_->exception());
        }
        if constexpr (!End::throws || !std::is_void_v<result>) return finish_.returned(returned_);
    }

  private:
    enum class stage : unsigned char { returned, threw };
    // after an attempt that failed
    enum class next : unsigned char { decision, wait, attempt, end };

    // the items of a stream share one run
    static constexpr bool is_stream = std::is_reference_v<typename End::template storage<run_type>>;

    [[nodiscard]] static decltype(auto) storage_of(End const& end) noexcept {
        if constexpr (is_stream) {
            return end.template stored<run_type>();
        } else {
            return std::nullopt;
        }
    }

    [[nodiscard]] bool decide() {
        if constexpr (looks_at_results<Policy, result, true>) {
            if (stage_ == stage::returned) return run_->decide_on(returned_.value());
        }
        return run_->decide_on_exception();
    }

    [[nodiscard]] bool wait_ended(bool whole) {
        if (stage_ == stage::threw) return run_->wait_ended_after_exception(whole);
        if constexpr (looks_at_results<Policy, result, true>) {
            if (!run_->wait_ended_after(returned_.value(), whole)) return false;
            returned_.clear();
        }
        return true;
    }

    void make_run(Policy const& policy, Operation const& operation) {
        if (!run_) run_.emplace(policy, finish_.recorder(), detail::repetition_of(operation));
    }

    [[no_unique_address]] End end_;
    [[no_unique_address]] finish_type finish_;
    typename End::template storage<run_type> run_;
    [[no_unique_address]] slot<result> returned_;
    stage stage_ = stage::returned;
    next next_ = next::decision;
};

template <class Coroutine, class Result>
struct driven : std::type_identity<typename awaitable_traits<Coroutine>::template rebind<Result>> {
};

template <class Coroutine, class Result>
    requires std::same_as<awaited_t<Coroutine>, Result>
struct driven<Coroutine, Result> : std::type_identity<Coroutine> {};

// The coroutine type of a driver.
template <class Operation, class End>
using driven_t = typename driven<
    operation_result_t<Operation>,
    typename End::template finish<awaited_t<operation_result_t<Operation>>>::type>::type;

// Where the whole coroutine is the driver's own, a wait may be left by requests that the operation does not let in: the
// end says what to await before and after.
template <class End>
concept widens_cancellation = requires {
    End::wait_begins();
    End::wait_over();
};

// drive(types, policy, operation, end): awaits attempts and waits until the run ends. Policy and operation live in the
// coroutine, so that nothing that the caller has needs to outlive it; the operation's own coroutine may refer to it.
//
// A coroutine can neither await in a handler nor share its handlers through a function that is called: hence the
// macro, with one overload for each number of handlers as in handlers.hpp. What is awaited has a name, and what it
// yields is bound to a parameter: g++ 12 destroys other temporaries twice, and copies what initialises an object
// bytewise.
#if defined(__cpp_exceptions)
#define REPRISE_DETAIL_TRY try
#define REPRISE_DETAIL_CATCH(caught, action) \
    catch (caught) { action; }
#define REPRISE_DETAIL_HANDLER(E) \
    catch (E const& exception) { state.note(detail::policy_of(policy), operation, exception); }
#else
#define REPRISE_DETAIL_TRY
#define REPRISE_DETAIL_CATCH(caught, action)
#define REPRISE_DETAIL_HANDLER(E)
#endif

#define REPRISE_DETAIL_DRIVE(n)                                                                                         \
    template <class Policy, class Operation, class End, REPRISE_DETAIL_TYPES_##n(class)>                                \
    driven_t<Operation, End> drive(                                                                                     \
        exception_types<REPRISE_DETAIL_TYPES_##n()> /*types*/, Policy policy, Operation operation, End end) {           \
        using composed_type = policy_of_t<Policy>;                                                                      \
        using state_type = driver_state<composed_type, Operation, End>;                                                 \
        using coroutine = typename state_type::coroutine;                                                               \
        using result = typename state_type::result;                                                                     \
        state_type state{detail::policy_of(policy), operation, end};                                                    \
        for (;;) {                                                                                                      \
            state.begin_attempt(detail::policy_of(policy), operation);                                                  \
            REPRISE_DETAIL_TRY {                                                                                        \
                async_call<Operation> call;                                                                             \
                coroutine attempted = call(state, operation);                                                           \
                if constexpr (std::is_void_v<result>) {                                                                 \
                    co_await std::move(attempted);                                                                      \
                } else {                                                                                                \
                    state.returned().take(co_await std::move(attempted));                                               \
                }                                                                                                       \
            }                                                                                                           \
            REPRISE_DETAIL_FOR_TYPES_##n(REPRISE_DETAIL_HANDLER)                                                        \
            REPRISE_DETAIL_CATCH(..., state.note_unknown(detail::policy_of(policy), operation))                         \
            if (!state.failed(detail::policy_of(policy), operation)) break;                                             \
            bool asked = false;                                                                                         \
            for (;;) {                                                                                                  \
                if constexpr (knows_cancellation<driven_t<Operation, End>>) {                                           \
                    using traits = awaitable_traits<driven_t<Operation, End>>;                                          \
                    asked = traits::is_cancelled(co_await traits::cancellation());                                      \
                }                                                                                                       \
                if (!state.waits(asked)) break;                                                                         \
                if constexpr (widens_cancellation<End>) co_await End::wait_begins();                                    \
                REPRISE_DETAIL_TRY {                                                                                    \
                    [[maybe_unused]] typename wait_room<driven_t<Operation, End>, composed_type>::type room;            \
                    auto wait = detail::async_wait<driven_t<Operation, End>>(                                           \
                        detail::policy_of(policy).clock(), state.run(), room);                                          \
                    if constexpr (std::is_same_v<decltype(wait), finished_wait>) {                                      \
                        state.waited(wait.whole);                                                                       \
                    } else {                                                                                            \
                        state.waited(co_await std::move(wait));                                                         \
                    }                                                                                                   \
                }                                                                                                       \
                REPRISE_DETAIL_CATCH(std::exception const& thrown, state.run().wait_threw(thrown); state.waited(false)) \
                REPRISE_DETAIL_CATCH(..., state.run().wait_threw(); state.waited(false))                                \
            }                                                                                                           \
            if (!state.attempts_again()) break;                                                                         \
            if constexpr (widens_cancellation<End>) co_await End::wait_over();                                          \
        }                                                                                                               \
        if constexpr (End::throws && std::is_void_v<result>) {                                                          \
            state.finish();                                                                                             \
        } else {                                                                                                        \
            co_return state.finish();                                                                                   \
        }                                                                                                               \
    }

REPRISE_DETAIL_FOR_LENGTHS(REPRISE_DETAIL_DRIVE)

#undef REPRISE_DETAIL_DRIVE
#undef REPRISE_DETAIL_HANDLER
#undef REPRISE_DETAIL_CATCH
#undef REPRISE_DETAIL_TRY

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_ASYNC_DRIVE_HPP
