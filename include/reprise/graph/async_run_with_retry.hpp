// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::async_run_with_retry.

#ifndef REPRISE_GRAPH_ASYNC_RUN_WITH_RETRY_HPP
#define REPRISE_GRAPH_ASYNC_RUN_WITH_RETRY_HPP

#include <reprise/async_retry.hpp>
#include <reprise/graph/detail/async_task_call.hpp>
#include <reprise/graph/detail/choose_policies.hpp>
#include <reprise/graph/detail/conclude.hpp>
#include <reprise/graph/detail/task_policy.hpp>
#include <reprise/graph/detail/task_run.hpp>
#include <reprise/graph/detail/timed_attempt.hpp>
#include <reprise/graph/run_options.hpp>
#include <reprise/graph/task_result.hpp>

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace reprise::graph {

namespace detail {

// A policy that lives in the coroutine which awaits the driver.
template <class Policy>
struct policy_view {
    Policy const* policy;
};

// Takes what a driver yields: as a parameter, since g++ 12 copies bytewise what initialises an object from an awaited
// expression.
template <class Value>
class taken_value {
  public:
    void take(Value&& value) { value_.emplace(std::move(value)); }
    [[nodiscard]] Value& get() noexcept { return *value_; }

  private:
    std::optional<Value> value_;
};

// Calls the processor for one attempt.
template <class Run, class Call, class Clock>
struct async_attempt {
    Run* run;
    std::optional<Call>* call;
    Clock const* clock;

    [[nodiscard]] auto repetition() const noexcept
        requires reprise::detail::states_repetition<decltype(Run::task_type::processor)>
    {
        return reprise::detail::repetition_of(run->task().processor);
    }

    typename Call::coroutine operator()(attempt const& described) const {
        run->begin_attempt(described);
        auto& task = run->task();
        if constexpr (can_be_timed<typename Call::coroutine>) {
            if (task.timeout)
                return timed_attempts<typename Call::coroutine>::template start<Call>(*run, *clock);
        }
        call->emplace(typename Call::context_type{run->scope()});
        return (*call)->start(task, run->how());
    }
};

template <class Coroutine, class Result>
using run_coroutine_t = typename awaitable_traits<Coroutine>::template rebind<Result>;

template <class Task, class Options, class Source>
run_coroutine_t<
    typename async_task_call<Task, Options>::coroutine,
    task_result<typename async_task_call<Task, Options>::result_type>>
async_run_under(Task& task, Options options, Source source) {
    using call = async_task_call<Task, Options>;
    using result = task_result<typename call::result_type>;
    using released = reprise::detail::released_t<typename call::result_type>;
    using coroutine = run_coroutine_t<typename call::coroutine, result>;
    using logger_type =
        std::remove_cvref_t<decltype(detail::part_of(options.logger, source.logger()))>;
    using run_type = task_run<Task, Options, logger_type, true>;
    using hooked = task_logger<run_type, logger_type>;
    using finished_type = retry_result<released>;

    logger_type const logger = detail::part_of(options.logger, source.logger());
    run_type run{task, options, logger};
    auto const ceiling = detail::ceiling_of(options, run.config());
    auto const make = [&source, &ceiling] { return source.within(ceiling); };
    using policy_type = task_policy<
        decltype(make()), hooked, std::remove_cvref_t<decltype(options.clock)>,
        std::remove_cvref_t<decltype(options.random)>>;
    policy_type const policy{
        make, options.how.heeds_hints, hooked{run}, options.clock, options.random};
    run.limit_children(reprise::detail::max_attempts_of(policy.stop()));

    std::optional<call> called;
    using clock_type = std::remove_cvref_t<decltype(policy.clock())>;
    async_attempt<run_type, call, clock_type> const operation{&run, &called, &policy.clock()};
    policy_view<policy_type> const view{&policy};
    bool const wants_all = options.report != nullptr && options.how.keeps_all_failures;

    taken_value<finished_type> finished;
    if (wants_all) {
        auto driven = reprise::async_try_retry(all_failures, view, operation);
        finished.take(co_await std::move(driven));
    } else {
        auto driven = reprise::async_try_retry(view, operation);
        finished.take(co_await std::move(driven));
    }
    if (options.report != nullptr) run.write_report(finished.get().report());

    // who asked: the token of the run, or whoever awaits this coroutine
    bool cancelled_from_outside = reprise::detail::token_of(policy.stop()).stop_requested();
    if constexpr (reprise::detail::knows_cancellation<coroutine>) {
        using traits = awaitable_traits<coroutine>;
        if (traits::is_cancelled(co_await traits::cancellation())) cancelled_from_outside = true;
    }

    co_return detail::conclude<result>(
        run, [&finished]() -> released { return std::move(finished.get()).value(); },
        [cancelled_from_outside] { return cancelled_from_outside; });
}

// Owns the policies of a list while a coroutine runs.
struct owned_list {
    retry_policies policies;
    bool shared = false;

    [[nodiscard]] static no_logging const& logger() noexcept { return listed_source::logger(); }
    template <class Ceiling>
    [[nodiscard]] auto within(Ceiling const& ceiling) const {
        return detail::within(ceiling, shared, policies.each());
    }
};

template <class Policy>
struct owned_policy {
    Policy policy;
    bool shared;

    [[nodiscard]] auto const& logger() const noexcept { return policy.logger(); }
    template <class Ceiling>
    [[nodiscard]] auto within(Ceiling const& ceiling) const {
        return detail::within(ceiling, shared, policy);
    }
};

[[nodiscard]] inline owned_list own(listed_source const& source) {
    retry_policies owned;
    for (auto const& policy : source.policies)
        owned.add(policy, semantics::langgraph);  // whoever made the list has checked it
    return {std::move(owned), source.shared};
}

template <class Policy>
[[nodiscard]] owned_policy<Policy> own(composed_source<Policy> const& source) {
    return {source.policy, source.shared};
}

template <class Coroutine, class Task>
void refuse_unknown_timeout(Task const& task) {
    if (can_be_timed<Coroutine> || !task.timeout) return;
    throw std::invalid_argument{
        "async_run_with_retry: task '" + task.name +
        "' has a timeout, which is only known for boost::asio::awaitable: include "
        "<reprise/graph/asio.hpp>"};
}

// For a task whose writes were found.
template <class Coroutine, class Result>
run_coroutine_t<Coroutine, Result> found_in_cache() {
    co_return Result{};
}

}  // namespace detail

/// \ingroup graph
/// \brief Runs a task, and retries it as its policies say: `co_await async_run_with_retry(task, policies, options)`.
///
/// As reprise::graph::run_with_retry, with reprise::async_retry as the driver. The processor's `async_invoke` returns
/// something to await, and the result is a coroutine of the same type. With the mode `streaming{}` it is
/// `async_stream`, see reprise::graph::async_stream_processor.
///
/// A task may have a timeout if `<reprise/graph/asio.hpp>` is included and the coroutines are Asio's. A node that heeds
/// neither its token nor its cancellation goes on after the run has given it up: its task must outlive it then.
///
/// A processor that throws reprise::graph::cancelled although nobody asked for it has cancelled itself; if the run's
/// token or the coroutine's cancellation asked, the exception goes on as it is.
/// \tparam Task     A reprise::graph::executable_task; must outlive the coroutine.
/// \tparam Policies As in reprise::graph::run_with_retry; copied.
/// \tparam Options  A reprise::graph::run_options; copied.
/// \param task     The task.
/// \param policies The policies of the graph.
/// \param options  How to run it.
/// \return A coroutine that yields what the processor yielded, or nothing if a command took its place.
/// \throws std::invalid_argument at once, if the task has a timeout and its coroutines know none.
template <class Task, class Policies = retry_policies, class Options = run_options<>>
[[nodiscard]] auto async_run_with_retry(
    Task& task, Policies const& policies = {}, Options const& options = Options{}) {
    using call = detail::async_task_call<Task, Options>;
    using result = task_result<typename call::result_type>;
    using coroutine = detail::run_coroutine_t<typename call::coroutine, result>;
    detail::refuse_unknown_timeout<typename call::coroutine>(task);
    if (detail::is_cached(task, options))
        return detail::found_in_cache<typename call::coroutine, result>();
    return detail::with_policies<coroutine>(
        task, policies, options, [&](auto const& source) -> coroutine {
            return detail::async_run_under(task, options, detail::own(source));
        });
}

}  // namespace reprise::graph

namespace reprise::detail {

template <class Policy>
struct driven_policy<graph::detail::policy_view<Policy>> {
    [[nodiscard]] static Policy const& get(
        graph::detail::policy_view<Policy> const& view) noexcept {
        return *view.policy;
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_GRAPH_ASYNC_RUN_WITH_RETRY_HPP
