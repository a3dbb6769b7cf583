// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the state of one run, which every driver uses between the operation and the step machine.

#ifndef REPRISE_DETAIL_RUN_HPP
#define REPRISE_DETAIL_RUN_HPP

#include <reprise/concepts/alarm.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/clock_policy.hpp>
#include <reprise/concepts/dependent.hpp>
#include <reprise/concepts/event.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/random_policy.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/stop_policy.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/detail/handlers.hpp>
#include <reprise/detail/judged.hpp>
#include <reprise/detail/recorder.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/policies/limit/attempt_timed_out.hpp>
#include <reprise/step_machine.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <typeinfo>
#include <utility>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>  // abi::__cxa_current_exception_type
#define REPRISE_DETAIL_KNOWS_CURRENT_TYPE 1
#endif

namespace reprise::detail {

// The type of the exception that is being handled, without rethrowing it.
[[nodiscard]] inline std::type_info const& current_exception_type() noexcept {
#if defined(REPRISE_DETAIL_KNOWS_CURRENT_TYPE)
    if (auto const* type = abi::__cxa_current_exception_type()) return *type;
#endif
    return typeid(std::exception_ptr);
}

#undef REPRISE_DETAIL_KNOWS_CURRENT_TYPE

// Whether a composed policy limits the time of its attempts.
template <class Policy>
inline constexpr bool limits_attempts_of = false;

template <class Policy>
    requires requires(Policy const& policy) { policy.time_limit(); }
inline constexpr bool limits_attempts_of<Policy> =
    limits_attempts<std::remove_cvref_t<decltype(std::declval<Policy const&>().time_limit())>>;

// One call of a driver: it tells the classifier, the step machine, the logger and the recorder what happened, and keeps
// the last failure until it is sure that nobody wants it any more. It decides nothing.
//
// Policy is a retry_policy, Recorder one of recorder.hpp; TellsAttempt says whether the operation takes an attempt,
// Catches whether it can throw, Repetition whether it may happen twice: repetition_of_t of the operation. Awaits says
// whether the driver performs the waits itself, because they have to be awaited: it then asks for `delay` and `token`,
// and says with one of the `wait_ended` how the wait went.
template <
    class Policy, class Recorder, bool TellsAttempt, bool Catches,
    class Repetition = repetition_constant<repetition::unstated>, bool Awaits = false>
class run {
    using classifier_type =
        std::remove_cvref_t<decltype(std::declval<Policy const&>().classifier())>;
    using logger_type = std::remove_cvref_t<decltype(std::declval<Policy const&>().logger())>;
    using clock_type = std::remove_cvref_t<decltype(std::declval<Policy const&>().clock())>;
    using stop_type = std::remove_cvref_t<decltype(std::declval<Policy const&>().stop())>;
    using stream_type = decltype(detail::unwrap(std::declval<Policy const&>().random()).stream());

    // in place of what is not needed; of one type each, since two objects of one type have two addresses
    struct catches_nothing {};
    struct no_token {};
    struct tells_nothing {};

    struct caught_exception {
        std::exception_ptr pointer;
        seen_exception seen;

        [[nodiscard]] failure_view view() const noexcept {
            return seen.view(keeps_exceptions ? &pointer : nullptr);
        }
    };

    struct previous_failure {
        // of this attempt, which may still be asked for the one before
        std::optional<dependent_t<failure, Policy>> last;
        std::optional<dependent_t<failure, Policy>> kept;
        std::optional<dependent_t<failure_view, Policy>> view;
    };

    static_assert(
        !(may_be_unsafe<Repetition> && ignores_ambiguity<classifier_type>),
        "an operation that must not happen twice cannot be retried under a classifier that does not say which "
        "failures are ambiguous (retry_all, retry_on, retry_unless, retry_if, retry_if_result): give the operation a "
        "key, with_key(key, operation); write unambiguous(classifier) if nothing has happened after any failure that "
        "it retries; or write repeat_even_if_ambiguous(operation)");

  public:
    using policy_type = Policy;
    using repetition_type = Repetition;

    static constexpr bool catches = Catches;

    static constexpr bool needs_time = stop_needs_time<stop_type> ||
                                       logger_needs_time<logger_type> || Recorder::needs_time ||
                                       TellsAttempt;

    // Whether there is something to do before the first attempt has failed; if not, a driver makes the run only then.
    static constexpr bool starts_early = needs_time || takes_event<logger_type, attempt_started> ||
                                         takes_event<logger_type, attempt_succeeded> ||
                                         !std::is_same_v<Recorder, no_recorder>;

    static constexpr bool starts_streams_quietly =
        noexcept(detail::unwrap(std::declval<Policy const&>().random()).stream());

    // A run that is made when an attempt has failed is about to draw: it need not keep in mind whether it has a stream.
    static constexpr bool has_stream_from_the_start =
        jitter_needs_random<
            std::remove_cvref_t<decltype(std::declval<Policy const&>().jitter())>> &&
        !starts_early && starts_streams_quietly && !Awaits;

    // A wait that cannot be left and cannot fail: what the attempt returned is not needed any more when it begins.
    static constexpr bool waits_to_the_end = [] {
        if constexpr (Awaits) {
            return false;
        } else if constexpr (clock_policy<clock_type>) {
            return !stop_has_token<stop_type> &&
                   noexcept(detail::unwrap(std::declval<clock_type const&>())
                                .wait(duration{}, std::stop_token{}));
        } else {
            static_assert(
                clock_policy<clock_type>,
                "the policy's clock can only be awaited, and this driver blocks: give the policy a clock with a wait, "
                "such as reprise::steady{}, or use reprise::async_retry");
            return false;
        }
    }();

    static constexpr bool tells_success =
        takes_event<logger_type, attempt_succeeded> || takes_event<logger_type, recovered>;

    // Whether an attempt that blocks can be asked to stop at its time limits.
    static constexpr bool watches =
        TellsAttempt && !Awaits && limits_attempts_of<Policy> && alarm_clock_policy<clock_type>;

    // Whether somebody may want the exception when its handler has been left.
    static constexpr bool keeps_exceptions =
        Catches && (!waits_to_the_end || TellsAttempt || !std::is_same_v<Recorder, no_recorder>);

    // Whether the classifier has a say of its own on exceptions of just this type.
    template <class Exception>
    static constexpr bool classifies_exactly = []<class... Listed>(exception_types<Listed...>) {
        return (std::is_same_v<Exception, Listed> || ...);
    }(typename policy_type_t<classifier_type>::exceptions{});

    explicit run(Policy const& policy, Recorder recorder = {}, Repetition may = {})
        : policy_{&policy},
          recorder_{std::move(recorder)},
          repetition_{may},
          machine_{policy.machine()},
          stream_{start_stream(policy)} {
        if constexpr (needs_time) machine_ = policy.machine(now());
        if constexpr (stop_has_token<stop_type>) token_ = detail::token_of(policy.stop());
    }

    run(run const&) = delete;
    run& operator=(run const&) = delete;

    // before each attempt

    void begin_attempt() {
        if constexpr (takes_event<logger_type, attempt_started>) {
            log(attempt_started{machine_.attempt(), logged_elapsed()});
        }
    }

    // `goes_on`: it may be under way already, and what is described is a part of it
    [[nodiscard]] attempt describe_attempt(bool goes_on = false) {
        static_assert(TellsAttempt);
        if (previous_.last) {
            previous_.kept = std::move(previous_.last);
            previous_.last.reset();
            previous_.view = previous_.kept->view();
        }
        auto const began = machine_.attempt() == 1 && !goes_on ? machine_.start() : now();
        auto const spent = elapsed_between(machine_.start(), began);
        attempt described{
            machine_.attempt(), detail::max_attempts_of(policy_->stop()), spent,
            previous_.view ? &*previous_.view : nullptr, token()};
        if constexpr (limits_attempts_of<Policy>) {
            auto limits = detail::unwrap(policy_->time_limit()).attempt_limits();
            auto const left = detail::time_left_of(
                policy_->stop(), {.attempts = machine_.attempt(), .elapsed = spent, .now = began});
            if (left < limits.run) {
                limits.run = left;
                limits.longest = time_limit::total;
            }
            return described.limited(limits, began);
        } else {
            return described;
        }
    }

    [[nodiscard]] clock_type const& clock() const noexcept { return policy_->clock(); }

    // After an attempt that could be asked to stop, or while it may still be going on: which of its limits it was told
    // of. If it has failed, then by that.
    template <class Watch>
    void look_at_limit(Watch const& watch) noexcept {
        static_assert(watches);
        told_of_limit_ = watch.rung();
        if (told_of_limit_) reached_ = watch.reached();
    }
    [[nodiscard]] bool was_told_of_limit() const noexcept { return told_of_limit_; }

    // In the handler of what such an attempt has thrown.
    [[noreturn]] void time_out([[maybe_unused]] attempt const& described) {
        static_assert(watches);
#if defined(__cpp_exceptions)
        auto thrown = std::current_exception();
        if (thrown == nullptr) throw;  // a cancelled thread, see caught_unknown
        auto const& limits = described.limits();
        throw attempt_timed_out{
            reached_, reached_ == time_limit::idle ? limits.idle : limits.run,
            elapsed_between(described.began(), now()), false, std::move(thrown)};
#endif
        std::terminate();
    }

    // after an attempt that succeeded

    void succeeded() {
        if constexpr (takes_event<logger_type, attempt_succeeded>) {
            log(attempt_succeeded{machine_.attempt(), logged_elapsed()});
        }
        if constexpr (takes_event<logger_type, recovered>) {
            if (machine_.attempt() > 1)
                log(recovered{machine_.attempt(), machine_.waited(), logged_elapsed()});
        }
        end(stop_reason::succeeded);
    }

    // In the handler that caught an exception: decides, and says whether there is to be a wait. Out of line, because
    // the unwinder goes through what the frame of the handler saves once per throw.

    template <class Exception>
    [[nodiscard, gnu::noinline]] bool caught(Exception const& exception) {
        note(exception);
        return decide_on_exception();
    }

    [[nodiscard, gnu::noinline]] bool caught_unknown() {
        note_unknown();
        return decide_on_exception();
    }

    // The same in two steps, for drivers that have something to find out in between: in the handler only what needs the
    // exception itself is done.

    template <class Exception>
    [[gnu::always_inline]] void note(Exception const& exception) {
        auto const* pointer = keep_pointer();
        if constexpr (std::is_same_v<Exception, mark>) {
            caught_mark(exception, pointer);
        } else {
            exception_.seen = seen_exception{failure_view::of_exception(exception, pointer)};
            if (auto const* marked = mark_on(exception)) {
                caught_mark(*marked, pointer);
            } else if constexpr (classifies_exactly<Exception>) {
                verdict_ = classified(exception);
            } else {
                verdict_ = classified(other_exception{});
            }
        }
    }

    [[gnu::always_inline]] void note_unknown() {
#if defined(__cpp_exceptions)
        // the unwinding of a cancelled thread, or an exception of another language: nobody may hold it up
        if (std::current_exception() == nullptr) throw;
#endif
        auto const* pointer = keep_pointer();
        exception_.seen =
            seen_exception{failure_view::of_unknown(detail::current_exception_type(), pointer)};
        verdict_ = classified(other_exception{});
    }

    [[nodiscard]] bool decide_on_exception() {
        static_cast<void>(timed_out());
        return decide(
            exception_.view(), [this] { return failure::of_exception(exception_.view()); });
    }

    // The run has been asked to stop by something that is no policy: the next decision is to do so.
    void ask_to_stop() noexcept {
        static_assert(Awaits);
        asked_to_stop_ = true;
    }

    // after the handler

    [[nodiscard]] bool waits_after_exception() {
        if constexpr (keeps_exceptions) {
            if (!wait(exception_.view())) return false;
            exception_.pointer = nullptr;
        } else {
            wait_to_the_end();
        }
        return true;
    }

    // The exception of the last attempt comes out: in its handler, or after a wait that was left.
    [[noreturn]] void rethrow() {
#if defined(__cpp_exceptions)
        if constexpr (keeps_exceptions) std::rethrow_exception(std::move(exception_.pointer));
        if constexpr (Catches) throw;
#endif
        std::terminate();
    }

    [[nodiscard]] std::exception_ptr exception() const noexcept {
        static_assert(keeps_exceptions);
        return exception_.pointer;
    }

    // for a returned value: whether it is a failure, and what follows

    template <class Result>
    [[nodiscard]] bool rejects(Result const& result) {
        using traits = outcome_traits<Result>;
        judged_ = false;
        if constexpr (judges_results_of<classifier_type, Result>) {
            auto const* const part = detail::judged_part(result);
            auto const said = contained(
                policy_axis::classifier,
                [&]() noexcept(noexcept(unwrapped_classifier().judge(*part))) {
                    return part == nullptr ? std::nullopt : unwrapped_classifier().judge(*part);
                },
                judgement_t<Result>{verdict::permanent()});
            if (said) {
                judged_ = true;
                verdict_ = *said;
                return true;
            }
        }
        if constexpr (traits::can_fail) {
            if (!traits::failed(result)) return false;
            if constexpr (requires { traits::mark_of(result); }) {
                if (auto const said = traits::mark_of(result)) {
                    verdict_ = *said;
                    return true;
                }
            }
            if (timed_out()) return true;
            with_error(result, [this](auto const& error) {
                using error_type = std::remove_cvref_t<decltype(error)>;
                if constexpr (std::is_same_v<error_type, std::exception_ptr>) {
                    this->verdict_ = this->classified_behind(error);
                } else {
                    static_assert(
                        classifies<classifier_type, error_type>,
                        "the operation returns failures of a type that the policy's classifier cannot judge: "
                        "give the classifier a classify(error) for it, or use retry_if with a predicate on it");
                    this->verdict_ = this->classified(error);
                }
            });
            return true;
        } else {
            return false;
        }
    }

    template <class Result>
    [[nodiscard, gnu::always_inline]] bool decide_on(Result const& result) {
        // the GNU spelling, since a standard attribute here would not belong to the call operator before C++23
        return with_failure(result, [this](auto const& error) __attribute__((always_inline)) {
            return this->decide(
                failure_view::of_value(error), [&error] { return failure::of_value(error); });
        });
    }

    template <class Result>
    [[nodiscard]] bool wait_after(Result const& result) {
        return with_failure(result, [this](auto const& error) {
            return this->wait(failure_view::of_value(error));
        });
    }

    void wait_to_the_end() {
        static_assert(waits_to_the_end);
        detail::unwrap(policy_->clock()).wait(delay_, std::stop_token{});
    }

    // for an error that the caller hands over, of which only the kept copy is there when the wait is over

    template <class Error>
    [[nodiscard]] bool decide_on_error(Error const& error) {
        static_assert(
            classifies<classifier_type, Error>,
            "the attempt failed with an error of a type that the policy's classifier cannot judge: give the "
            "classifier a classify(error) for it, or use retry_if with a predicate on it");
        if (!timed_out()) verdict_ = classified(error);
        return decide(failure_view::of_value(error), [&error] { return failure::of_value(error); });
    }

    [[nodiscard]] bool wait_after_kept() { return wait(kept_view()); }

    // for drivers that perform the wait themselves; whether the next attempt is to be made

    [[nodiscard]] duration delay() const noexcept { return delay_; }

    [[nodiscard]] std::stop_token token() const noexcept {
        if constexpr (stop_has_token<stop_type>) {
            return token_;
        } else {
            return {};
        }
    }

    [[nodiscard]] bool wait_ended_after_exception(bool whole) {
        static_assert(Awaits);
        if (!wait_ended(exception_.view(), whole)) return false;
        exception_.pointer = nullptr;
        return true;
    }

    template <class Result>
    [[nodiscard]] bool wait_ended_after(Result const& result, bool whole) {
        static_assert(Awaits);
        return with_failure(result, [this, whole](auto const& error) {
            return this->wait_ended(failure_view::of_value(error), whole);
        });
    }

    // in the handler of what the clock has thrown during a wait, where the machine is at the next attempt already

    void wait_threw(std::exception const& thrown) {
        policy_threw(policy_axis::clock, machine_.attempt() - 1, thrown);
    }

    void wait_threw() { policy_threw(policy_axis::clock, machine_.attempt() - 1); }

    // the caller leaves although there would be another attempt
    void abandon() { give_up(kept_view(), machine_.interrupted().reason()); }

  private:
    // whether the attempt, which has failed, was told of a limit before: that is what it has failed by
    [[nodiscard]] bool timed_out() noexcept {
        if constexpr (watches) {
            if (!told_of_limit_) return false;
            verdict_ = verdict::transient().ambiguous();
            return true;
        } else {
            return false;
        }
    }

    [[nodiscard]] std::exception_ptr const* keep_pointer() noexcept {
        if constexpr (keeps_exceptions) {
            exception_.pointer = std::current_exception();
            return &exception_.pointer;
        } else {
            return nullptr;
        }
    }

    void caught_mark(mark const& marked, std::exception_ptr const* pointer) {
        verdict_ = marked.verdict();
        if constexpr (limits_attempts_of<Policy>) {
            auto const* ended = dynamic_cast<attempt_timed_out const*>(&marked);
            if (ended != nullptr && ended->abandoned()) recorder_.abandoned();
        }
        // NOLINTBEGIN(bugprone-throw-keyword-missing): a look at an exception is none
        if (auto const* known = dynamic_cast<std::exception const*>(&marked)) {
            exception_.seen = seen_exception{failure_view::of_exception(*known, pointer)};
        } else {
            exception_.seen = seen_exception{failure_view::of_unknown(typeid(marked), pointer)};
        }
        // NOLINTEND(bugprone-throw-keyword-missing)
    }

    [[nodiscard]] failure_view kept_view() const {
        static_assert(TellsAttempt);
        return previous_.last ? previous_.last->view()
                              : failure_view::of_value("the failure could not be kept");
    }

    [[nodiscard]] policy_reference_t<classifier_type> unwrapped_classifier() const noexcept {
        return detail::unwrap(policy_->classifier());
    }

    template <class Failure>
    [[nodiscard]] verdict classified(Failure const& failed_with) {
        return contained(
            policy_axis::classifier,
            [&]() noexcept(noexcept(unwrapped_classifier().classify(failed_with))) {
                return unwrapped_classifier().classify(failed_with);
            },
            verdict::permanent());
    }

    // Asks about the exception that a returned failure holds. There is no way but to rethrow it.
    class judge_of_exceptions {
      public:
        explicit judge_of_exceptions(run& asked) noexcept : asked_{&asked} {}

        static constexpr void begin_attempt() noexcept {}
        template <class Exception>
        [[nodiscard]] bool caught(Exception const& exception) {
            said_ = asked_->verdict_on(exception);
            return false;
        }
        [[nodiscard]] bool caught_unknown() {
            said_ = asked_->classified(other_exception{});
            return false;
        }
        // asked of those alone whose handlers go on
        static constexpr bool waits_after_exception() noexcept { return false; }  // GCOV_EXCL_LINE
        [[nodiscard]] verdict said() const noexcept { return said_; }

      private:
        run* asked_;
        verdict said_ = verdict::permanent();
    };

    [[nodiscard]] verdict classified_behind([[maybe_unused]] std::exception_ptr const& held) {
        judge_of_exceptions judge{*this};
#if defined(__cpp_exceptions)
        if (held != nullptr) {
            using types =
                typename handlers<typename policy_type_t<classifier_type>::exceptions>::type;
            constexpr auto found = [] {};
            detail::call_until_done(
                types{}, judge, [&held] { std::rethrow_exception(held); }, found, found);
        }
#endif
        return judge.said();
    }

    // The mark that an exception carries, though it was caught by another type.
    template <class Exception>
    [[nodiscard]] static mark const* mark_on(Exception const& exception) noexcept {
        if constexpr (std::is_same_v<Exception, mark>) {
            return &exception;
        } else if constexpr (std::is_polymorphic_v<Exception>) {
            if (typeid(exception) != typeid(Exception))
                return dynamic_cast<mark const*>(&exception);
        }
        return nullptr;
    }

    template <class Exception>
    [[nodiscard]] verdict verdict_on(Exception const& exception) {
        if (auto const* marked = mark_on(exception)) return marked->verdict();
        if constexpr (classifies_exactly<Exception>) {
            return classified(exception);
        } else {
            return classified(other_exception{});
        }
    }

    template <class Result, class Visitor>
    [[gnu::always_inline]] static decltype(auto) with_error(
        Result const& result, Visitor const& visitor) {
        using traits = outcome_traits<Result>;
        if constexpr (requires { traits::visit(result, visitor); }) {
            return traits::visit(result, visitor);
        } else {
            return visitor(traits::error(result));
        }
    }

    // the error that a result holds, or the result itself where a predicate rejected it
    template <class Result, class Visitor>
    [[gnu::always_inline]] decltype(auto) with_failure(
        Result const& result, Visitor const& visitor) const {
        if constexpr (!outcome_traits<Result>::can_fail) {
            return visitor(*detail::judged_part(result));
        } else if constexpr (judges_results_of<classifier_type, Result>) {
            return judged_ ? visitor(*detail::judged_part(result)) : with_error(result, visitor);
        } else {
            return with_error(result, visitor);
        }
    }

    // asks the machine, tells the logger and the recorder; whether there is to be a wait
    template <class Keep>
    [[nodiscard, gnu::always_inline]] bool decide(failure_view const& seen, Keep const& keep) {
        auto const number = machine_.attempt();
        if constexpr (may_be_unsafe<Repetition>) {
            verdict_ = reprise::weighed(verdict_, repetition_);
        }
        time_point moment{};
        if constexpr (needs_time) moment = now();
        auto const spent = logger_needs_time<logger_type>
                               ? elapsed_between(machine_.start(), moment)
                               : duration::zero();
        log(attempt_failed{number, seen, verdict_, spent});

        auto next = step::stop(stop_reason::succeeded);
        if (asked_to_stop()) {
            next = step::stop(stop_reason::cancelled);
        } else if (!knows_time()) {
            next = step::stop(stop_reason::permanent_failure);
        } else if constexpr (noexcept(
                                 machine_.failed(verdict_, moment, next_word{this}, repetition_))) {
            // spelled out: through a callable, clang no longer sees that the run need not be in memory
            next = machine_.failed(verdict_, moment, next_word{this}, repetition_);
        } else {
            next = contained(
                policy_axis::schedule,
                [&] { return machine_.failed(verdict_, moment, next_word{this}, repetition_); },
                step::stop(stop_reason::permanent_failure));
        }

        auto const remember = [&] {
            recorder_.failed(
                number, verdict_, next.waits() ? next.delay() : duration::zero(), keep);
            if constexpr (TellsAttempt) previous_.last.emplace(keep());
        };
        if constexpr (!std::is_same_v<Recorder, no_recorder> || TellsAttempt) {
            // a failure that cannot be kept for lack of memory is not worth the run
            quietly(remember);
        }

        if (next.waits()) {
            delay_ = next.delay();
            log(retry_scheduled{number, delay_, seen, verdict_, spent});
            return true;
        }
        give_up(seen, next.reason());
        return false;
    }

    [[nodiscard]] bool wait(failure_view const& seen) {
        auto const token = this->token();
        // the machine is at the next attempt already
        bool const whole = contained(
            policy_axis::clock, machine_.attempt() - 1,
            [&]() noexcept(noexcept(detail::unwrap(policy_->clock()).wait(delay_, token))) {
                return detail::unwrap(policy_->clock()).wait(delay_, token);
            },
            false);
        return wait_ended(seen, whole);
    }

    [[nodiscard]] bool wait_ended(failure_view const& seen, bool whole) {
        // a request may come when the time is up already, and before anybody has gone on
        if (whole && !stop_requested()) return true;
        give_up(seen, machine_.interrupted().reason());
        return false;
    }

    void give_up(failure_view const& seen, stop_reason reason) {
        if constexpr (takes_event<logger_type, gave_up>) {
            log(gave_up{
                machine_.attempt(), reason, seen, machine_.waited(), logged_elapsed(), verdict_});
        }
        end(reason);
    }

    void end(stop_reason reason) {
        if constexpr (Recorder::needs_time) {
            recorder_.ended(machine_.attempt(), reason, machine_.waited(), elapsed());
        }
    }

    // what the machine is told

    struct next_word {
        run* drawing;

        [[gnu::always_inline]] std::uint64_t operator()() const
            noexcept(noexcept(std::declval<stream_type&>()()) && starts_streams_quietly) {
            if constexpr (has_stream_from_the_start) {
                return drawing->stream_();
            } else {
                auto& stream = drawing->stream_;
                if (!stream) stream.emplace(detail::unwrap(drawing->policy_->random()).stream());
                return (*stream)();
            }
        }
    };

    using stream_holder =
        std::conditional_t<has_stream_from_the_start, stream_type, std::optional<stream_type>>;

    [[nodiscard, gnu::always_inline]] static stream_holder start_stream(
        [[maybe_unused]] Policy const& policy) noexcept {
        if constexpr (has_stream_from_the_start) {
            return detail::unwrap(policy.random()).stream();
        } else {
            return std::nullopt;
        }
    }

    static constexpr bool reads_time_quietly =
        noexcept(time_point{detail::unwrap(std::declval<clock_type const&>()).now()});

    [[nodiscard]] time_point now() {
        if constexpr (reads_time_quietly) {
            return detail::unwrap(policy_->clock()).now();
        } else {
            bool failed = true;
            auto const read = contained(
                policy_axis::clock,
                [&] {
                    auto const now = time_point{detail::unwrap(policy_->clock()).now()};
                    failed = false;
                    return now;
                },
                machine_.start());
            if (failed) clock_failed_ = true;
            return read;
        }
    }

    // False where a limit on the time could go unnoticed, because the clock threw.
    [[nodiscard]] bool knows_time() const noexcept {
        if constexpr (stop_needs_time<stop_type> && !reads_time_quietly) {
            return !clock_failed_;
        } else {
            return true;
        }
    }

    [[nodiscard]] bool asked_to_stop() const noexcept {
        if constexpr (Awaits) {
            return asked_to_stop_;
        } else {
            return false;
        }
    }

    [[nodiscard]] bool stop_requested() const noexcept {
        if constexpr (stop_has_token<stop_type>) {
            return asked_to_stop() || token_.stop_requested();
        } else {
            return asked_to_stop();
        }
    }

    [[nodiscard]] duration elapsed() { return elapsed_between(machine_.start(), now()); }

    [[nodiscard]] duration logged_elapsed() {
        if constexpr (logger_needs_time<logger_type>) {
            return elapsed();
        } else {
            return duration::zero();
        }
    }

    // policies that throw

    template <class Event>
    void log(Event const& event) {
        if constexpr (takes_event<logger_type, Event>) {
            quietly([&]() noexcept(noexcept(detail::unwrap(policy_->logger()).on(event))) {
                detail::unwrap(policy_->logger()).on(event);
            });
        }
    }

    template <class Action>
    static void quietly(Action const& action) {
#if defined(__cpp_exceptions)
        if constexpr (!noexcept(action())) {
            try {
                action();
            } catch (...) {
                if (std::current_exception() == nullptr)
                    throw;  // a cancelled thread, see caught_unknown
            }
            return;
        }
#endif
        action();
    }

    void policy_threw(policy_axis axis, std::uint64_t attempt, std::exception const& thrown) {
        log(policy_failed{attempt, axis, failure_view::of_exception(thrown, nullptr)});
    }

    void policy_threw(policy_axis axis, std::uint64_t attempt) {
#if defined(__cpp_exceptions)
        if (std::current_exception() == nullptr) throw;  // a cancelled thread, see caught_unknown
#endif
        log(policy_failed{
            attempt, axis, failure_view::of_unknown(detail::current_exception_type(), nullptr)});
    }

    template <class Action, class Result>
    [[nodiscard]] Result contained(
        [[maybe_unused]] policy_axis axis, Action const& action, [[maybe_unused]] Result instead) {
        return contained(axis, machine_.attempt(), action, instead);
    }

    template <class Action, class Result>
    [[nodiscard]] Result contained(
        [[maybe_unused]] policy_axis axis, [[maybe_unused]] std::uint64_t attempt,
        Action const& action, [[maybe_unused]] Result instead) {
#if defined(__cpp_exceptions)
        if constexpr (!noexcept(action())) {
            try {
                return action();
            } catch (std::exception const& thrown) {
                policy_threw(axis, attempt, thrown);
            } catch (...) {
                policy_threw(axis, attempt);
            }
            return instead;
        }
#endif
        return action();
    }

    Policy const* policy_;
    [[no_unique_address]] Recorder recorder_;
    [[no_unique_address]] Repetition repetition_;
    typename Policy::machine_type machine_;
    // of the next step, if that is to wait
    duration delay_ = duration::zero();
    verdict verdict_ = verdict::permanent();
    bool judged_ = false;
    bool clock_failed_ = false;
    bool asked_to_stop_ = false;
    bool told_of_limit_ = false;
    stream_holder stream_;
    [[no_unique_address]] std::conditional_t<Catches, caught_exception, catches_nothing> exception_;
    [[no_unique_address]] std::conditional_t<stop_has_token<stop_type>, std::stop_token, no_token>
        token_;
    [[no_unique_address]] std::conditional_t<TellsAttempt, previous_failure, tells_nothing>
        previous_;
    struct unwatched {};
    [[no_unique_address]] std::conditional_t<watches, time_limit, unwatched> reached_{};
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_RUN_HPP
