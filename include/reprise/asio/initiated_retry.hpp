// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the driver for attempts that are asynchronous operations of Asio's. Needs Boost.Asio.

#ifndef REPRISE_ASIO_INITIATED_RETRY_HPP
#define REPRISE_ASIO_INITIATED_RETRY_HPP

#include <reprise/asio/asio_wait.hpp>
#include <reprise/asio/completion.hpp>
#include <reprise/asio/reported.hpp>
#include <reprise/attempts_of.hpp>  // detail::type_finder
#include <reprise/concepts/async_clock_policy.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/async_drive.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/detail/run.hpp>
#include <reprise/detail/slot.hpp>
#include <reprise/retry_policy.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/recycling_allocator.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// One run. Shared by the handlers of the attempt or the wait that is under way; each is the only one to go on with it.
// End says what the handler gets, see async_drive.hpp.
template <class Executor, class Policy, class Operation, class Handler, class End>
class initiated_retry : public std::enable_shared_from_this<
                            initiated_retry<Executor, Policy, Operation, Handler, End>> {
    using self_ptr = std::shared_ptr<initiated_retry>;
    using composed_type = policy_of_t<Policy>;
    using classifier_type =
        std::remove_cvref_t<decltype(std::declval<composed_type const&>().classifier())>;
    using clock_type = std::remove_cvref_t<decltype(std::declval<composed_type const&>().clock())>;
    using signature = completion_signature<typename initiation<Operation>::signature>;
    using result = typename signature::template type<classifier_type>;
    static constexpr bool takes_attempt = initiation<Operation>::takes_attempt;
    using finish_type = typename End::template finish<reported_t<result>>;
    using handler_executor = boost::asio::associated_executor_t<Handler, Executor>;
    using run_type =
        run<composed_type, typename End::recorder_type, takes_attempt, signature::throws,
            repetition_of_t<Operation>, true>;
    static constexpr bool looks_at_results = detail::looks_at_results<composed_type, result, true>;

    enum class stage : unsigned char { attempt, decide, wait_over };
    // of what was started: whether it completed before the function that started it has returned
    enum class phase : unsigned char { starting, completed, suspended };

  public:
    // not called allocator_type, by which allocators that hand themselves on would take this for a container
    using own_allocator =
        boost::asio::associated_allocator_t<Handler, boost::asio::recycling_allocator<void>>;

    initiated_retry(
        Executor const& executor, Policy policy, Operation operation, Handler handler,
        End const& end)
        : policy_{std::move(policy)},
          operation_{std::move(operation)},
          handler_{std::move(handler)},
          work_{executor},
          handler_work_{work_for(handler_, executor)},
          cancellation_{
              boost::asio::get_associated_cancellation_slot(handler_),
              boost::asio::enable_total_cancellation{}},
          finish_{end},
          run_{detail::policy_of(policy_), finish_.recorder(), detail::repetition_of(operation_)} {}

    [[nodiscard]] static own_allocator allocator_of(Handler const& handler) noexcept {
        return boost::asio::get_associated_allocator(
            handler, boost::asio::recycling_allocator<void>{});
    }

    // A loop rather than handlers that call each other: what completes at once takes no stack.
    static void go_on(self_ptr self, stage next, bool within_start) {
        for (;;) {
            switch (next) {
                case stage::attempt:
                    if (!self->start_attempt()) return;
                    next = stage::decide;
                    break;
                case stage::decide:
                    if (!self->waits()) return finish(std::move(self), within_start);
                    if (!self->start_wait()) return;
                    next = stage::wait_over;
                    break;
                case stage::wait_over:
                    if (!self->wait_ended()) return finish(std::move(self), within_start);
                    next = stage::attempt;
                    break;
            }
        }
    }

    static void start(self_ptr self) { go_on(std::move(self), stage::attempt, true); }

  private:
    using handler_work = boost::asio::executor_work_guard<handler_executor>;

    // Nothing but this says, for as long as attempts and waits run elsewhere, that the handler is going to be called.
    [[nodiscard]] static std::optional<handler_work> work_for(
        Handler const& handler, Executor const& executor) {
        auto const on = boost::asio::get_associated_executor(handler, executor);
        if constexpr (std::is_same_v<handler_executor, Executor>) {
            if (on == executor) return std::nullopt;
        }
        return handler_work{on};
    }

    // what attempts and waits complete to
    template <stage Next>
    class step_handler {
      public:
        using executor_type = Executor;
        using allocator_type = own_allocator;
        using cancellation_slot_type = boost::asio::cancellation_slot;

        explicit step_handler(self_ptr self) noexcept : self_{std::move(self)} {}

        [[nodiscard]] executor_type get_executor() const noexcept {
            return self_->work_.get_executor();
        }
        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_of(self_->handler_);
        }
        [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
            return self_->cancellation_.slot();
        }

        template <class... Results>
        void operator()(Results&&... results) {
            auto self = std::move(self_);
            // what was started has left its way of cancelling it there, which refers to what may be no more
            self->cancellation_.slot().clear();
            if constexpr (Next == stage::decide) {
                self->completed(std::forward<Results>(results)...);
            } else {
                self->whole_ = (results && ...);
            }
            // whoever has started it and has not returned yet goes on with it
            if (self->phase_.exchange(phase::completed) == phase::starting) return;
            go_on(std::move(self), Next, false);
        }

      private:
        self_ptr self_;
    };

    // Starts something; whether it is over already. If not, its handler may be running in another thread by now.
    template <class Start>
    [[nodiscard]] bool over_at_once(Start const& start) {
        phase_.store(phase::starting);
        start();
        return phase_.exchange(phase::suspended) == phase::completed;
    }

    [[nodiscard]] bool start_attempt() {
        run_.begin_attempt();
        result_.reset();
        return over_at_once([this] {
            step_handler<stage::decide> done{this->shared_from_this()};
            if constexpr (takes_attempt) {
                described_.emplace(run_.describe_attempt());
                detail::initiate(operation_, std::move(done), std::as_const(*described_));
            } else {
                detail::initiate(operation_, std::move(done));
            }
        });
    }

    template <class Error, class... Values>
    void completed(Error&& error, Values&&... values) {
        result_.emplace(result{std::forward<Error>(error), {std::forward<Values>(values)...}});
    }

    [[nodiscard]] bool cancelled() const noexcept {
        return cancellation_.cancelled() != boost::asio::cancellation_type::none;
    }

    [[nodiscard]] bool waits() {
        if constexpr (signature::throws) {
            if (result_->error) {
                if (cancelled()) run_.ask_to_stop();
                // the handlers of the run find out the type, for which the exception has to be thrown once more
                type_finder<run_type> finder{run_};
                constexpr auto found = [] {};
                detail::call_until_done(
                    handlers_of_t<composed_type>{}, finder,
                    [this] { std::rethrow_exception(result_->error); }, found, found);
                return finder.goes_on();
            }
        }
        if constexpr (looks_at_results) {
            if (run_.rejects(*result_)) {
                if (cancelled()) run_.ask_to_stop();
                return run_.decide_on(*result_);
            }
        }
        run_.succeeded();
        return false;
    }

    [[nodiscard]] bool start_wait() {
        auto const& clock = detail::policy_of(policy_).clock();
        try {
            if constexpr (clock_waits_virtually<clock_type>) {
                whole_ = detail::unwrap(clock).wait(run_.delay(), run_.token());
                return true;
            } else {
                return over_at_once([this, &clock] {
                    detail::asio_wait(clock, run_.delay(), run_.token())(
                        step_handler<stage::wait_over>{this->shared_from_this()});
                });
            }
        } catch (std::exception const& thrown) {
            run_.wait_threw(thrown);
        } catch (...) {
            run_.wait_threw();
        }
        whole_ = false;
        return true;
    }

    [[nodiscard]] bool wait_ended() {
        if (cancelled()) run_.ask_to_stop();
        if constexpr (looks_at_results) {
            if constexpr (signature::throws) {
                if (result_->error) return run_.wait_ended_after_exception(whole_);
            }
            return run_.wait_ended_after(*result_, whole_);
        } else {
            return run_.wait_ended_after_exception(whole_);  // nothing else has been waited after
        }
    }

    // Frees the run's memory, then calls the handler: it may well start the next run in that.
    static void finish(self_ptr self, bool within_start) {
        auto const executor =
            boost::asio::get_associated_executor(self->handler_, self->work_.get_executor());
        auto const work = boost::asio::make_work_guard(executor);
        auto const allocator = allocator_of(self->handler_);
        auto called = boost::asio::bind_allocator(allocator, self->end_of_run());
        self.reset();
        if (within_start) {
            boost::asio::post(executor, std::move(called));
        } else {
            boost::asio::dispatch(executor, std::move(called));
        }
    }

    [[nodiscard]] auto end_of_run() {
        if constexpr (End::throws) {
            return std::apply(
                [this](auto&... values) {
                    return [handler = std::move(handler_), error = std::move(result_->error),
                            ... values = std::move(values)]() mutable {
                        std::move(handler)(std::move(error), std::move(values)...);
                    };
                },
                result_->values);
        } else {
            return [handler = std::move(handler_), ended = finished()]() mutable {
                std::move(handler)(std::move(ended));
            };
        }
    }

    [[nodiscard]] typename finish_type::type finished() {
        using reported_type = reported<result>;
        if constexpr (signature::throws) {
            if (result_->error) return finish_.threw(std::move(result_->error));
        }
        slot<reported_t<result>> returned;
        if constexpr (!std::is_void_v<reported_t<result>>) {
            returned.take(reported_type::take(*result_));
        }
        return finish_.returned(returned);
    }

    Policy policy_;
    Operation operation_;
    Handler handler_;
    boost::asio::executor_work_guard<Executor> work_;
    std::optional<handler_work> handler_work_;
    boost::asio::cancellation_state cancellation_;
    [[no_unique_address]] finish_type finish_;
    run_type run_;
    std::optional<result> result_;
    struct nothing {};
    [[no_unique_address]] std::conditional_t<takes_attempt, std::optional<attempt>, nothing>
        described_;
    std::atomic<phase> phase_ = phase::suspended;
    bool whole_ = true;
};

template <class Executor, class Policy, class Operation, class Handler, class End>
void start_initiated_retry(
    Executor const& executor, Policy policy, Operation operation, Handler handler, End end) {
    using retry_type = initiated_retry<Executor, Policy, Operation, Handler, End>;
    auto const allocator = retry_type::allocator_of(handler);
    retry_type::start(std::allocate_shared<retry_type>(
        allocator, executor, std::move(policy), std::move(operation), std::move(handler), end));
}

}  // namespace reprise::detail

#endif  // REPRISE_ASIO_INITIATED_RETRY_HPP
