// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what happens around the attempts of a task, whoever drives them.

#ifndef REPRISE_GRAPH_DETAIL_TASK_RUN_HPP
#define REPRISE_GRAPH_DETAIL_TASK_RUN_HPP

#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/event.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/detail/run.hpp>  // detail::current_exception_type
#include <reprise/graph/attempt_event.hpp>
#include <reprise/graph/detail/attempt_gate.hpp>
#include <reprise/graph/detail/class_name.hpp>
#include <reprise/graph/detail/overlaid.hpp>
#include <reprise/graph/errors.hpp>
#include <reprise/graph/executable_task.hpp>
#include <reprise/graph/node_context.hpp>
#include <reprise/graph/parent_command.hpp>
#include <reprise/graph/run_options.hpp>
#include <reprise/graph/task_events.hpp>
#include <reprise/notes.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise::graph::detail {

// Whoever looks after an attempt that may take too long.
class progress_watcher {
  public:
    progress_watcher(progress_watcher const&) = delete;
    progress_watcher& operator=(progress_watcher const&) = delete;
    virtual ~progress_watcher() = default;
    // called for each sign of life; whether observers are to be told, if they are to be told of signs of this kind
    [[nodiscard]] virtual bool progressed(bool told) = 0;

  protected:
    progress_watcher() = default;
};

// The task, its config, the scope of its attempts, and what is told to whom. It decides nothing about retries.
//
// Logger is what the user hands over; DescribesAttempts says whether anybody wants to know about attempts.
template <class Task, class Options, class Logger, bool DescribesAttempts>
class task_run {
    using write_type = typename Task::write_type;
    using item_type = typename Task::item_type;
    using wall_time = std::chrono::system_clock::time_point;

  public:
    using task_type = Task;
    using context_type = node_context<write_type, item_type>;

    task_run(Task& task, Options const& options, Logger const& logger)
        : task_{&task},
          options_{&options},
          logger_{&logger},
          config_{&task.config},
          scope_{
              staged() ? stage_ : task.writes,
              // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): receive_item casts it back
              {const_cast<void*>(static_cast<void const*>(&options.on_item)), &receive_item}} {
        if (options.overlay)
            config_ = &own_config_.emplace(detail::overlaid(task.config, *options.overlay));
        scope_.listen({this, [](void* run, life_sign sign) {
                           static_cast<task_run*>(run)->progressed(sign);
                       }});
    }

    task_run(task_run const&) = delete;
    task_run& operator=(task_run const&) = delete;

    [[nodiscard]] Task& task() const noexcept { return *task_; }
    [[nodiscard]] Options const& options() const noexcept { return *options_; }
    [[nodiscard]] semantics const& how() const noexcept { return options_->how; }
    [[nodiscard]] graph::config const& config() const noexcept { return *config_; }
    [[nodiscard]] attempt_scope<write_type, item_type>& scope() noexcept { return scope_; }
    [[nodiscard]] std::uint64_t attempt_number() const noexcept { return number_; }
    [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

    // once, when the policy is known

    void limit_children(limit<std::uint64_t> attempts) noexcept {
        auto const own = attempts.value_or(std::numeric_limits<std::uint64_t>::max());
        auto const around = config_->enclosing_attempts;
        constexpr auto most = std::numeric_limits<std::uint64_t>::max();
        scope_.description().multiply(around != 0 && own > most / around ? most : own * around);
    }

    // the attempts

    void begin_attempt() {
        scope_.exclusively([this] { clear(); });
        scope_.open();
    }

    void begin_attempt(attempt const& described) {
        scope_.exclusively([&] {
            describe(described);
            clear();
        });
        scope_.open();
        if (observed()) tell_observer(node_attempt_started{identity()});
    }

  private:
    void clear() {
        task_->writes.clear();
        stage_.clear();
        finished_ = false;
    }

    void describe(attempt const& described) {
        number_ = described.number();
        started_at_ = options_->wall_clock();
        if (number_ == 1) first_attempt_at_ = started_at_;
        if (number_ <= 2) describe_ids();  // the second time since the config has moved
        info_.node_attempt = number_;
        if (how().full_execution_info) {
            info_.elapsed = described.elapsed();
            info_.previous_failure = described.previous_failure();
            info_.attempts_left = described.attempts_left();
            info_.enclosing_attempts = config_->enclosing_attempts;
        }
        scope_.description().describe(*config_, info_, described.stop_token());
    }

  public:
    // the attempt returned what is no failure, or its command has been taken
    void succeeded() {
        close_scope();
        if (staged()) task_->writes = std::move(stage_);
        finish();
    }

    // what goes up through the graph is no failure, but what was written is not this task's to keep
    void bubbled() {
        close_scope();
        drop_writes();
        finish();
    }

    void failed(failure_view const& failure) {
        close_scope();
        drop_writes();
        finish(&failure);
    }

    // events of the driver

    template <class Event>
    void heard(Event const& event) {
        if constexpr (std::same_as<Event, attempt_started>) {
            tell_kept_retry();
        } else if constexpr (std::same_as<Event, attempt_failed>) {
            if (is_failure(event.failure)) {
                failed(event.failure);
                note(event.failure);
            }
        } else if constexpr (std::same_as<Event, retry_scheduled>) {
            scheduled(event);
        } else if constexpr (std::same_as<Event, recovered>) {
            if (how().events_before_wait)
                tell_logger(task_recovered{task_->name, task_->id, event.attempts, event.waited});
        } else if constexpr (std::same_as<Event, reprise::gave_up>) {
            given_up(event);
        }
        if constexpr (takes_event<Logger, Event>) {
            if (passes_on(event)) reprise::detail::unwrap(*logger_).on(event);
        }
    }

    // Handles a command that an attempt sent, in the handler that caught it: true if this task's graph took it; else it
    // is addressed for the way further up.
    [[nodiscard]] bool takes(parent_command& sent) {
        if (!config_->checkpoint_namespace) {
            failed(failure_view::of_exception(sent, nullptr));
            std::throw_with_nested(std::invalid_argument{
                "run_with_retry: task '" + task_->name +
                "' has no checkpoint namespace in its config, and a command for another graph needs it to find its "
                "way"});
        }
        auto const& host = *config_->checkpoint_namespace;
        if (sent.sent().graph.is_hosted_by(host, task_->name, how().typed_addresses)) {
            close_scope();
            apply(sent.sent());
            succeeded();
            if (options_->report != nullptr) options_->report->took_command = true;
            return true;
        }
        bubbled();
        if (sent.sent().graph.what() == graph_address::kind::parent)
            sent.readdress(graph_address::at(host.parent()));
        if (how().typed_addresses) sent.passed(task_->name, host);
        return false;
    }

    // Says what becomes of a node that was cancelled, in the handler: one that nobody had cancelled did it itself.
    template <class Cancelled>
    void cancelled_by(Cancelled const& thrown, bool from_outside) {
        failed(failure_view::of_exception(thrown, nullptr));
        if (!from_outside) std::throw_with_nested(node_cancelled_error{task_->name});
    }

    void write_report(reprise::report run) {
        auto& report = *options_->report;
        report.run = std::move(run);
        report.notes = std::move(notes_);
        report.enclosing_attempts = config_->enclosing_attempts;
    }

  private:
    [[nodiscard]] bool staged() const noexcept { return options_->how.staged_writes; }
    [[nodiscard]] bool guarded() const noexcept { return staged() || task_->timeout.has_value(); }

    [[nodiscard]] bool observed() const noexcept {
        if constexpr (std::same_as<std::remove_cvref_t<decltype(options_->observer)>, nobody>) {
            return false;
        } else {
            return DescribesAttempts && (how().observes_all || task_->timeout.has_value());
        }
    }

    [[nodiscard]] static bool is_failure(failure_view const& failure) noexcept {
        return failure.get_if<graph_bubble_up>() == nullptr &&
               failure.get_if<cancelled>() == nullptr;
    }

    static void receive_item(void* receiver, item_type&& item) {
        using receiver_type = std::remove_cvref_t<decltype(std::declval<Options const&>().on_item)>;
        if constexpr (!std::same_as<receiver_type, nobody>)
            (*static_cast<receiver_type const*>(receiver))(std::move(item));
        (void)receiver;
    }

    [[nodiscard]] graph::config& own_config() {
        if (!own_config_) config_ = &own_config_.emplace(*config_);
        return *own_config_;
    }

    // again whenever the config has moved
    void describe_ids() noexcept {
        auto const& from = *config_;
        if (from.checkpoint_id) info_.checkpoint_id = *from.checkpoint_id;
        if (from.checkpoint_namespace)
            info_.checkpoint_namespace = from.checkpoint_namespace->text();
        info_.task_id = from.task_id ? *from.task_id : task_->id;
        if (from.thread_id) info_.thread_id = *from.thread_id;
        if (from.run_id) info_.run_id = *from.run_id;
        info_.node_first_attempt_time = first_attempt_at_;
    }

    void close_scope() {
        if (guarded()) scope_.close();
        watched_.reset();
    }

    void drop_writes() {
        stage_.clear();
        if (staged()) task_->writes.clear();
    }

    void apply(command const& taken) {
#if defined(__cpp_exceptions)
        try {
            for (auto const& writer : task_->writers) writer(taken, *config_);
        } catch (std::exception const& thrown) {
            failed(failure_view::of_exception(thrown, nullptr));
            throw;
        } catch (...) {
            failed(failure_view::of_unknown(reprise::detail::current_exception_type(), nullptr));
            throw;
        }
#else
        for (auto const& writer : task_->writers) writer(taken, *config_);
#endif
    }

    // notes

    void note(failure_view const& failure) {
        auto text = "During task with name '" + task_->name + "' and id '" + task_->id + "'";
        if (how().keeps_all_failures) {
            auto const there = notes::of(failure);
            if (!there.empty() && there.back() == text) return;
        }
        if (!notes::add(failure, text) && options_->report != nullptr)
            notes_.push_back(std::move(text));
    }

    // what is told

    [[nodiscard]] attempt_identity identity() const noexcept {
        auto const& timeout = task_->timeout;
        return {
            info_.task_id,
            task_->name,
            number_,
            info_.run_id,
            info_.thread_id,
            info_.checkpoint_namespace,
            started_at_,
            timeout ? timeout->run_timeout() : std::nullopt,
            timeout ? timeout->idle_timeout() : std::nullopt,
            timeout ? timeout->refresh() : refresh_on::automatic};
    }

    void finish(failure_view const* failure = nullptr) {
        if (!observed() || finished_) return;
        finished_ = true;
        node_attempt_finished event{identity(), options_->wall_clock(), failure == nullptr};
        if (failure != nullptr) {
            event.error_type = detail::class_name(failure->type());
            event.error_message = failure->message();
        }
        tell_observer(event);
    }

    void progressed(life_sign sign) {
        auto const& timeout = task_->timeout;
        if (timeout && timeout->refresh() == refresh_on::heartbeat && sign != life_sign::heartbeat)
            return;
        // the original tells of what refreshes an idle timeout, but for what the node writes and calls
        bool told =
            how().observes_all || (timeout && timeout->idle_timeout() && sign != life_sign::output);
        if (watched_ != nullptr) told = watched_->progressed(told);
        if (told && observed())
            tell_observer(node_attempt_progressed{identity(), options_->wall_clock()});
    }

    void scheduled(retry_scheduled const& event) {
        if (options_->budget != nullptr) options_->budget->take();
        if (config_->resuming != true) own_config().resuming = true;
        if constexpr (takes_event<Logger, task_retrying>) {
            task_retrying told{
                task_->name,
                task_->id,
                event.attempt,
                event.delay,
                detail::class_name(event.failure.type()),
                event.failure.message()};
            if (how().events_before_wait) {
                tell_logger(told);
            } else {
                kept_retry_ = std::move(told);
            }
        }
        if (observed() && how().events_before_wait)
            tell_observer(node_attempt_discarded{identity()});
    }

    void tell_kept_retry() {
        if (!kept_retry_) return;
        tell_logger(*kept_retry_);
        kept_retry_.reset();
    }

    void given_up(reprise::gave_up const& event) {
        gave_up_ = true;
        if (!how().events_before_wait || !is_failure(event.failure)) return;
        if constexpr (takes_event<Logger, task_gave_up>) {
            tell_logger(task_gave_up{
                task_->name, task_->id, event.attempts, event.reason,
                how().sees_nested_retries ? config_->enclosing_attempts : 1,
                detail::class_name(event.failure.type()), event.failure.message()});
        }
    }

    template <class Event>
    [[nodiscard]] bool passes_on(Event const& event) const noexcept {
        if constexpr (std::same_as<Event, policy_failed>) {
            return true;
        } else if constexpr (requires { event.failure; }) {
            return how().events_before_wait && is_failure(event.failure);
        } else {
            return how().events_before_wait;
        }
    }

    template <class Event>
    void tell_logger(Event const& event) {
        if constexpr (takes_event<Logger, Event>) reprise::detail::unwrap(*logger_).on(event);
    }

    template <class Event>
    void tell_observer(Event const& event) {
        if constexpr (std::invocable<decltype(options_->observer) const&, Event const&>) {
#if defined(__cpp_exceptions)
            try {
                options_->observer(event);
            } catch (std::exception const& thrown) {
                observer_threw(thrown.what());
            } catch (...) {
                observer_threw(detail::class_name(reprise::detail::current_exception_type()));
            }
#else
            options_->observer(event);
#endif
        }
        (void)event;
    }

    void observer_threw(std::string message) {
        tell_logger(observer_failed{task_->name, std::move(message)});
    }

  public:
    // a timed attempt wants to know of signs of life, and says which ones observers are to be told of
    void watch(std::shared_ptr<progress_watcher> watcher) noexcept {
        watched_ = std::move(watcher);
    }

    // an attempt is given up while it still goes on
    void cut_off() {
        close_scope();
        drop_writes();
        task_->writes.clear();
    }
    void count_overlap() noexcept {
        if (options_->report != nullptr) ++options_->report->overlapping;
    }

    [[nodiscard]] execution_info const& info() const noexcept { return info_; }

  private:
    Task* task_;
    Options const* options_;
    Logger const* logger_;
    graph::config const* config_;
    std::optional<graph::config> own_config_;
    std::vector<write_type> stage_;
    attempt_scope<write_type, item_type> scope_;
    std::shared_ptr<progress_watcher> watched_;
    execution_info info_;
    std::uint64_t number_ = 1;
    wall_time started_at_;
    wall_time first_attempt_at_;
    std::optional<task_retrying> kept_retry_;
    std::vector<std::string> notes_;
    bool finished_ = false;
    bool gave_up_ = false;
};

// What the driver tells goes to the run, which tells whoever shall know.
template <class Run, class Logger>
class task_logger {
  public:
    static constexpr bool needs_time = logger_needs_time<Logger>;

    explicit task_logger(Run& run) noexcept : run_{&run} {}

    template <class Event>
    void on(Event const& event) const {
        run_->heard(event);
    }

  private:
    Run* run_;
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_TASK_RUN_HPP
