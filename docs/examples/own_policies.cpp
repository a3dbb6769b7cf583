// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>  // std::ref
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

//! [backoff]
// 10 ms, 20 ms, then 1 s for ever: a service that is either back at once or down for long
struct two_speeds {
    constexpr reprise::duration delay(std::uint64_t retry_number) const noexcept {
        return retry_number <= 2 ? retry_number * 10ms : reprise::duration{1s};
    }
};
static_assert(reprise::backoff_policy<two_speeds>);
//! [backoff]

//! [jitter]
// whole milliseconds only, for a timer that knows no others
struct millisecond_jitter {
    constexpr reprise::duration apply(
        reprise::duration delay, reprise::jitter_input const& input) const noexcept {
        auto const jittered = reprise::full_jitter{}.apply(delay, input);
        return std::chrono::floor<std::chrono::milliseconds>(jittered);
    }
};
static_assert(reprise::jitter_policy<millisecond_jitter>);
//! [jitter]

struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

//! [classifier]
struct http_classifier {
    using exceptions = reprise::exception_types<http_error>;  // one handler for each

    reprise::verdict classify(http_error const& error) const noexcept {
        if (error.status == 429) return reprise::verdict::throttled().after(1s);
        return error.status >= 500 ? reprise::verdict::transient() : reprise::verdict::permanent();
    }
    reprise::verdict classify(reprise::other_exception const&) const noexcept {
        return reprise::verdict::permanent();
    }
};
static_assert(reprise::classifier_policy<http_classifier>);
//! [classifier]

//! [stop]
// gives up as soon as a health check says that the service is down for long
struct while_healthy {
    std::atomic<bool> const* healthy;

    std::optional<reprise::stop_reason> stops(reprise::stop_query const&) const noexcept {
        if (healthy->load()) return std::nullopt;
        return reprise::stop_reason::refused;
    }
};
static_assert(reprise::stop_policy<while_healthy>);
//! [stop]

//! [logger]
struct alarm_logger {
    std::atomic<int>* alarms;  // a policy is shared by threads, and so is its logger

    void on(reprise::gave_up const& event) const noexcept {  // the one event that it takes
        if (event.reason != reprise::stop_reason::cancelled) ++*alarms;
    }
};
static_assert(reprise::logger_policy<alarm_logger>);
//! [logger]

//! [clock]
// time that only passes in waits, for a simulation
struct simulated_clock {
    reprise::time_point* present;

    reprise::time_point now() const noexcept { return *present; }
    bool wait(reprise::duration delay, std::stop_token const& token) const noexcept {
        if (token.stop_requested()) return false;
        *present += delay;
        return true;
    }
};
static_assert(reprise::clock_policy<simulated_clock>);
//! [clock]

//! [alarm_clock]
// the same, and an attempt that blocks is asked to stop at its limit when the time is moved past it
class stepped_clock {
  public:
    reprise::time_point now() const noexcept { return now_; }
    bool wait(reprise::duration delay, std::stop_token const& token) {
        if (token.stop_requested()) return false;
        move(delay);
        return !token.stop_requested();
    }

    void set_alarm(std::shared_ptr<reprise::alarm> const& ringing, reprise::time_point moment) {
        alarms_.emplace_back(ringing, moment);
    }
    void clear_alarm(reprise::alarm const& cleared) {
        std::erase_if(alarms_, [&](auto const& set) { return set.first.get() == &cleared; });
    }

    void move(reprise::duration span) {
        now_ += span;
        for (auto& [ringing, moment] : alarms_) {
            if (moment <= now_) moment = ringing->ring(now_);
        }
    }

  private:
    reprise::time_point now_{};
    std::vector<std::pair<std::shared_ptr<reprise::alarm>, reprise::time_point>> alarms_;
};
static_assert(reprise::alarm_clock_policy<std::reference_wrapper<stepped_clock>>);
//! [alarm_clock]

//! [time_limit]
// what the configuration says, which may be nothing
struct configured_limit {
    std::optional<std::chrono::milliseconds> timeout;

    reprise::attempt_limits attempt_limits() const noexcept {
        return timeout ? reprise::attempt_limits{.run = *timeout} : reprise::attempt_limits{};
    }
};
static_assert(reprise::time_limit_policy<configured_limit>);
//! [time_limit]

//! [random]
struct mersenne_twister {
    std::uint64_t seed;

    std::mt19937_64 stream() const { return std::mt19937_64{seed}; }  // one for each run
};
static_assert(reprise::random_policy<mersenne_twister>);
//! [random]

}  // namespace

int main() {
    reprise::time_point present{};
    std::atomic<bool> healthy = true;
    std::atomic<int> alarms = 0;
    auto const composed = reprise::compose(
        two_speeds{}, millisecond_jitter{}, http_classifier{}, alarm_logger{&alarms},
        simulated_clock{&present}, reprise::attempts{10} || while_healthy{&healthy},
        configured_limit{200ms}, mersenne_twister{42});

    int calls = 0;
    auto const result = reprise::try_retry(composed, [&]() -> int {
        if (++calls == 4) healthy = false;  // as the health check would, in its thread
        throw http_error{503};
    });
    bool const refused = result.report().reason == reprise::stop_reason::refused;

    stepped_clock clock;
    bool told = false;
    reprise::retry(
        reprise::compose(std::ref(clock), reprise::run_timeout{1s}),
        [&](reprise::attempt const& attempt) { told = !clock.wait(5s, attempt.stop_token()); });

    return !result && refused && calls == 4 && alarms == 1 && told ? EXIT_SUCCESS : EXIT_FAILURE;
}
