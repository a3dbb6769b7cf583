// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>
#include <reprise/testing/laws/async_clock_policy.hpp>
#include <reprise/testing/laws/backoff_policy.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/clock_policy.hpp>
#include <reprise/testing/laws/jitter_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/operation.hpp>
#include <reprise/testing/laws/random_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using namespace reprise::testing::laws;

//! [laws]
// three quick retries, then once a minute
struct patient_backoff {
    reprise::duration delay(std::uint64_t retry) const noexcept {
        return retry <= 3 ? reprise::duration{20ms} : reprise::duration{1min};
    }
};

TEST(patient_backoff, obeys_the_laws) { EXPECT_TRUE(check_backoff_policy(patient_backoff{})); }
//! [laws]

//! [broken]
struct growing_backoff {
    reprise::duration delay(std::uint64_t retry) const noexcept {
        return reprise::duration{1s} * static_cast<std::int64_t>(retry - 2);  // a slip: from -1 s
    }
};

TEST(growing_backoff, does_not_obey_the_laws) {
    // it breaks the laws of reprise::backoff_policy
    //   law:  policy.delay(n) >= 0ns
    //   case: policy.delay(1) is -1s
    EXPECT_FALSE(check_backoff_policy(growing_backoff{}, {1, 2, 3}));
}
//! [broken]

//! [jitter]
// a tenth less at most
struct slight_jitter {
    reprise::duration apply(
        reprise::duration delay, reprise::jitter_input const& input) const noexcept {
        return delay - reprise::full_jitter{}.apply(delay / 10, {.word = ~input.word});
    }
};

TEST(slight_jitter, obeys_the_laws) { EXPECT_TRUE(check_jitter_policy(slight_jitter{})); }
//! [jitter]

//! [stop]
// no retries that begin in the last tenth of the time
struct most_of {
    static constexpr bool needs_time = true;
    static constexpr bool limits = true;
    reprise::duration span;

    std::optional<reprise::stop_reason> stops(reprise::stop_query const& query) const noexcept {
        auto const begins = reprise::saturating_add(query.elapsed, query.delay);
        if (begins <= span - span / 10) return std::nullopt;
        return reprise::stop_reason::deadline;
    }
    reprise::limit<reprise::duration> max_elapsed() const noexcept { return span - span / 10; }
};
static_assert(reprise::stop_limits<most_of>);

TEST(most_of, obeys_the_laws) { EXPECT_TRUE(check_stop_policy(most_of{30s})); }
//! [stop]

//! [classifier]
struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

struct gateway_timeout : http_error {
    gateway_timeout() : http_error{504} {}
};

struct http_classifier {
    using exceptions = reprise::exception_types<http_error>;

    reprise::verdict classify(http_error const& error) const noexcept {
        return error.status >= 500 ? reprise::verdict::transient() : reprise::verdict::permanent();
    }
    reprise::verdict classify(reprise::other_exception const&) const noexcept {
        return reprise::verdict::permanent();
    }
};

TEST(http_classifier, obeys_the_laws) {
    // some failures that it may meet; one of a derived type finds overloads that are never asked
    EXPECT_TRUE(check_classifier_policy(http_classifier{}, http_error{404}, gateway_timeout{}));
}
//! [classifier]

//! [logger]
struct terse_logger {
    std::ostream* out;
    void on(reprise::retry_scheduled const& event) const {
        *out << (std::to_string(event.attempt) + ' ');
    }
};

TEST(terse_logger, obeys_the_laws) {
    // four threads tell of their runs at once, so it has to lock or, as here, to write to what locks
    EXPECT_TRUE(check_logger_policy(terse_logger{&std::clog}));
}
//! [logger]

//! [clock]
// looks every millisecond whether it has to stop
struct polling_clock {
    reprise::time_point now() const noexcept { return std::chrono::steady_clock::now(); }

    bool wait(reprise::duration delay, std::stop_token const& token) const {
        auto const begin = now();
        for (;;) {
            if (token.stop_requested()) return false;
            auto const passed = reprise::elapsed_between(begin, now());
            if (passed >= delay) return true;
            std::this_thread::sleep_for(std::min<reprise::duration>(delay - passed, 1ms));
        }
    }
};

TEST(polling_clock, obeys_the_laws) { EXPECT_TRUE(check_clock_policy(polling_clock{})); }
//! [clock]

//! [async_clock]
// a loop of callbacks whose time jumps to the next timer
struct loop {
    reprise::time_point now{};
    std::multimap<reprise::time_point, std::function<void()>> timers{};

    void run() {
        while (!timers.empty()) {
            auto const next = timers.extract(timers.begin());
            now = next.key();
            next.mapped()();
        }
    }
};

struct loop_clock {
    struct wait {
        loop* on;
        reprise::duration delay;
        std::stop_token token;

        void begin(std::function<void(bool)> done) const {
            struct under_way {
                std::function<void(bool)> done;
                std::optional<std::stop_callback<std::function<void()>>> on_stop;
            };
            auto const begun = std::make_shared<under_way>();
            begun->done = std::move(done);
            auto const end = [begun](bool whole) {
                begun->on_stop.reset();
                if (begun->done) std::exchange(begun->done, nullptr)(whole);
            };
            begun->on_stop.emplace(
                token, [end, on = on] { on->timers.emplace(on->now, [end] { end(false); }); });
            on->timers.emplace(on->now + delay, [end] { end(true); });
        }
    };

    loop* on;
    reprise::time_point now() const noexcept { return on->now; }
    wait async_wait(reprise::duration delay, std::stop_token const& token) const {
        return {on, delay, token};
    }
};

TEST(loop_clock, obeys_the_laws) {
    loop on;
    // NOLINTNEXTLINE(performance-unnecessary-value-param): the clock keeps it
    EXPECT_TRUE(check_async_clock_policy(loop_clock{&on}, [&](auto const& wait, auto meanwhile) {
        std::optional<bool> whole;
        wait.begin([&whole](bool passed) { whole = passed; });
        meanwhile();
        on.run();
        return whole.value();
    }));
}
//! [async_clock]

//! [random]
struct mersenne_twister {
    std::uint64_t seed;
    std::mt19937_64 stream() const { return std::mt19937_64{seed}; }
};

TEST(mersenne_twister, obeys_the_laws) { EXPECT_TRUE(check_random_policy(mersenne_twister{42})); }
//! [random]

//! [operation]
// what is sent has to be there for the next attempt
void send(std::string const& body) {
    if (!body.empty()) throw std::runtime_error{"connection reset"};
}

TEST(send, leaves_the_body_for_another_attempt) {
    EXPECT_TRUE(check_operation(send, std::string{"body"}));
}
//! [operation]

}  // namespace

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
