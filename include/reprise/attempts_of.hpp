// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::attempts_of: the loop form.

#ifndef REPRISE_ATTEMPTS_OF_HPP
#define REPRISE_ATTEMPTS_OF_HPP

#include <reprise/all_failures.hpp>
#include <reprise/compose.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/detail/attempt_watch.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/report.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>  // std::default_sentinel
#include <optional>
#include <stdexcept>  // std::logic_error
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace reprise {

template <class Policy, class Repetition>
class attempt_loop;

namespace detail {

// Goes through the handlers of a driver once, to find out the type of an exception that somebody else has caught.
template <class Run>
class type_finder {
  public:
    explicit type_finder(Run& run) noexcept : run_{&run} {}

    static constexpr void begin_attempt() noexcept {}
    template <class Exception>
    [[nodiscard]] bool caught(Exception const& exception) {
        goes_on_ = run_->caught(exception);
        return false;
    }
    [[nodiscard]] bool caught_unknown() {
        goes_on_ = run_->caught_unknown();
        return false;
    }
    // asked of those alone whose handlers go on
    static constexpr bool waits_after_exception() noexcept { return false; }  // GCOV_EXCL_LINE
    [[nodiscard]] bool goes_on() const noexcept { return goes_on_; }

  private:
    Run* run_;
    bool goes_on_ = false;
};

}  // namespace detail

/// \ingroup core
/// \brief One turn of a reprise::attempt_loop: it says which attempt it is, and is told if it failed.
/// \tparam Loop The loop.
template <class Loop>
class loop_attempt : public attempt {
  public:
    /// \brief Says that the attempt failed with the exception that is being handled; call it in a `catch (...)`.
    ///
    /// Rethrows the exception once inside, to find out its type. Where the type is known, hand the exception over.
    /// What a turn says after it has failed changes nothing.
    /// \throws The exception itself, as it was thrown, if there is no further attempt.
    /// \throws std::logic_error if no exception is being handled that was thrown in this turn.
    void failed() { loop_->failed_with_current(); }

    /// \brief Says that the attempt failed; call it with an exception in its handler, or with an error value.
    ///
    /// In a handler it is the exception being handled that failed the attempt. An exception that is caught by a base of
    /// what was thrown, or of a type that the policy does not list, is rethrown once inside, to find out its type.
    /// What a turn says after it has failed changes nothing.
    /// \tparam Failure The type of the exception or the error.
    /// \param failure What happened.
    /// \return Whether there will be another attempt; for an error value the loop just ends if not.
    /// \throws The exception that is being handled, as it was thrown, if there is no further attempt.
    template <class Failure>
    bool failed(Failure const& failure) {
        return loop_->failed_with(failure);
    }

  private:
    friend Loop;

    loop_attempt(attempt described, Loop& loop) noexcept
        : attempt{std::move(described)}, loop_{&loop} {}

    Loop* loop_;
};

/// \ingroup core
/// \brief The attempts of one run as a range, for code that is not one callable.
///
/// A turn that ends, or leaves the loop, without having called `failed` has succeeded, and is the last. After a failed
/// one the loop waits as the policy says, and the next turn follows, or the loop ends. The range can be gone through
/// once. One thread at a time.
///
/// \snippet docs/examples/loop.cpp loop
/// \tparam Policy     A composed policy.
/// \tparam Repetition Whether the turn's work may happen twice: a reprise::repetition, or a
///                    reprise::repetition_constant.
template <class Policy, class Repetition = repetition_constant<repetition::unstated>>
class attempt_loop {
    using policy_type = detail::policy_of_t<Policy>;
    using run_type = detail::run<policy_type, detail::report_recorder, true, true, Repetition>;
    using clock_type = std::remove_cvref_t<decltype(std::declval<policy_type const&>().clock())>;

  public:
    /// \brief A turn of the loop.
    using turn = loop_attempt<attempt_loop>;

    /// \brief Goes from attempt to attempt; waits in between.
    class iterator {
      public:
        /// \brief As far as ranges are concerned, a single pass.
        using iterator_concept = std::input_iterator_tag;
        /// \brief A turn.
        using value_type = turn;
        /// \brief Required of iterators.
        using difference_type = std::ptrdiff_t;

        /// \brief The attempt that is being made.
        /// \return It.
        [[nodiscard]] turn& operator*() const noexcept { return *loop_->turn_; }

        /// \brief Ends the turn: waits if it failed and there is another attempt.
        /// \return This iterator.
        /// \throws The attempt's exception if the wait was left before its end.
        iterator& operator++() {
            loop_->next();
            return *this;
        }

        /// \brief The same.
        void operator++(int) { ++*this; }

        /// \brief Whether the run has ended.
        /// \param position An iterator.
        /// \return True if there is no further attempt.
        friend bool operator==(iterator const& position, std::default_sentinel_t /*end*/) noexcept {
            return position.at_end();
        }

      private:
        friend attempt_loop;
        explicit iterator(attempt_loop& loop) noexcept : loop_{&loop} {}

        [[nodiscard]] bool at_end() const noexcept { return !loop_->turn_.has_value(); }

        attempt_loop* loop_;
    };

    /// \brief A loop over the attempts that a policy allows.
    /// \param policy The policy; it is copied.
    /// \param may    Whether the turn's work may happen twice.
    explicit attempt_loop(Policy const& policy, Repetition may = {})
        : attempt_loop{policy, may, false} {}

    /// \brief The same, and the report holds every failure.
    /// \param policy The policy; it is copied.
    /// \param may    Whether the turn's work may happen twice.
    attempt_loop(all_failures_t /*all*/, Policy const& policy, Repetition may = {})
        : attempt_loop{policy, may, true} {}

    attempt_loop(attempt_loop const&) = delete;
    attempt_loop& operator=(attempt_loop const&) = delete;

    /// \brief Tells the logger how it ended if the loop was left by `break` or `return`.
    ~attempt_loop() {
        if (turn_ && std::uncaught_exceptions() == exceptions_) leave();
    }

    /// \brief Begins the first attempt.
    /// \return An iterator.
    [[nodiscard]] iterator begin() {
        begin_turn();
        return iterator{*this};
    }

    /// \brief The end of the run.
    /// \return A sentinel.
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

    /// \brief What has happened; complete when the loop has ended.
    /// \return The report.
    [[nodiscard]] reprise::report const& report() const noexcept { return report_; }

  private:
    friend turn;

    enum class state : std::uint8_t { running, failed_with_value, failed_with_exception, given_up };

    attempt_loop(Policy const& policy, Repetition may, bool all)
        : policy_{policy},
          run_{detail::policy_of(policy_), detail::report_recorder{report_, all}, may} {}

    void begin_turn() {
        state_ = state::running;
        handled_before_ = std::current_exception();
        run_.begin_attempt();
        if constexpr (run_type::watches) {
            described_.emplace(run_.describe_attempt());
            watch_.emplace(run_.clock(), *described_);
            turn_.emplace(turn{described_->supervised(*watch_), *this});
        } else {
            turn_.emplace(turn{run_.describe_attempt(), *this});
        }
    }

    // the turn has failed, but may go on to ask for its token
    void look_at_limit() {
        if constexpr (run_type::watches) run_.look_at_limit(*watch_);
    }

    // The loop itself may stand in a handler: what is handled there is not this turn's.
    [[nodiscard]] bool handles_exception() const noexcept {
        auto const handled = std::current_exception();
        return handled != nullptr && handled != handled_before_;
    }

    void failed_with_current() {
        if (state_ != state::running) return;
        look_at_limit();
#if defined(__cpp_exceptions)
        if (!handles_exception()) {
            throw std::logic_error{
                "attempt.failed(): no exception of this attempt is being handled: call it in a catch block, or hand "
                "over the error: attempt.failed(error)"};
        }
        detail::type_finder<run_type> finder{run_};
        constexpr auto found = [] {};
        detail::call_until_done(
            detail::handlers_of_t<policy_type>{}, finder, [] { throw; }, found, found);
        settle(finder.goes_on());
#endif
    }

    template <class Failure>
    bool failed_with(Failure const& failure) {
        if (state_ != state::running) return state_ != state::given_up;
        look_at_limit();
#if defined(__cpp_exceptions)
        if constexpr (std::derived_from<Failure, std::exception> && !can_judge<Failure>) {
            failed_with_current();
            return true;
        } else if (handles_exception()) {
            if (is_all_that_was_thrown(failure)) {
                settle(run_.caught(failure));
            } else {
                failed_with_current();
            }
            return true;
        } else
#endif
        {
            state_ = run_.decide_on_error(failure) ? state::failed_with_value : state::given_up;
            return state_ == state::failed_with_value;
        }
    }

    template <class Failure>
    static constexpr bool can_judge =
        detail::classifies<detail::classifier_of_t<policy_type>, Failure>;

    // Whether the handlers of a driver would have caught the exception by just this type. Of a class that is not
    // polymorphic nobody knows whether it was a base, or marked.
    template <class Failure>
    [[nodiscard]] static bool is_all_that_was_thrown(Failure const& failure) noexcept {
        if constexpr (std::is_polymorphic_v<Failure>) {
            return run_type::template classifies_exactly<Failure> &&
                   typeid(failure) == typeid(Failure);
        } else {
            return !std::is_class_v<Failure> && run_type::template classifies_exactly<Failure>;
        }
    }

#if defined(__cpp_exceptions)
    // in the handler of whoever caught the exception
    void settle(bool goes_on) {
        if (!goes_on) {
            turn_.reset();
            throw;
        }
        state_ = state::failed_with_exception;
    }
#endif

    void next() {
        bool goes_on = false;
        watch_.reset();
        switch (state_) {
            case state::running: run_.succeeded(); break;
            case state::failed_with_value: goes_on = run_.wait_after_kept(); break;
            case state::failed_with_exception:
                goes_on = run_.waits_after_exception();
                if (!goes_on) {
                    turn_.reset();
                    run_.rethrow();
                }
                break;
            case state::given_up: break;
        }
        turn_.reset();
        if (goes_on) begin_turn();
    }

    void leave() noexcept {
        if (state_ == state::running) {
            run_.succeeded();
        } else if (state_ != state::given_up) {
            run_.abandon();
        }
    }

    Policy policy_;
    reprise::report report_;
    run_type run_;
    struct nothing {
        static void reset() noexcept {}
    };
    [[no_unique_address]] std::conditional_t<run_type::watches, std::optional<attempt>, nothing>
        described_;
    [[no_unique_address]] std::conditional_t<
        run_type::watches, std::optional<detail::attempt_watch<clock_type>>, nothing> watch_;
    std::optional<turn> turn_;
    state state_ = state::running;
    int exceptions_ = std::uncaught_exceptions();
    std::exception_ptr handled_before_;
};

/// \ingroup core
/// \brief The attempts of one run: `for (auto& attempt : attempts_of(policy)) { ... }`.
/// \tparam Policy A composed policy.
/// \param policy The policy; it is copied.
/// \return A range of reprise::loop_attempt, to be gone through once.
template <detail::composed Policy>
[[nodiscard]] attempt_loop<Policy> attempts_of(Policy const& policy) {
    return attempt_loop<Policy>{policy};
}

/// \ingroup core
/// \brief The same for work of which is known whether it may happen twice: an ambiguous failure of one that must not is
/// permanent.
/// \tparam Policy     A composed policy.
/// \tparam Repetition A reprise::repetition, or a reprise::repetition_constant.
/// \param policy The policy; it is copied.
/// \param may    Whether the turn's work may happen twice.
/// \return A range of reprise::loop_attempt, to be gone through once.
template <detail::composed Policy, std::convertible_to<repetition> Repetition>
[[nodiscard]] attempt_loop<Policy, Repetition> attempts_of(Policy const& policy, Repetition may) {
    return attempt_loop<Policy, Repetition>{policy, may};
}

/// \ingroup core
/// \brief The same, and the loop's report holds every failure: `attempts_of(all_failures, policy)`.
/// \tparam Policy     A composed policy.
/// \tparam Repetition A reprise::repetition, or a reprise::repetition_constant.
/// \param policy The policy; it is copied.
/// \param may    Whether the turn's work may happen twice.
/// \return A range of reprise::loop_attempt, to be gone through once.
template <
    detail::composed Policy,
    std::convertible_to<repetition> Repetition = repetition_constant<repetition::unstated>>
[[nodiscard]] attempt_loop<Policy, Repetition> attempts_of(
    all_failures_t /*all*/, Policy const& policy, Repetition may = {}) {
    return attempt_loop<Policy, Repetition>{all_failures, policy, may};
}

}  // namespace reprise

#endif  // REPRISE_ATTEMPTS_OF_HPP
