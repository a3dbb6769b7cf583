// SPDX-License-Identifier: Apache-2.0
//
// Fails so many times under a clock that never sleeps, then succeeds, and says whether stack and memory stayed as they
// were:
//
//   benchmark.any_depth code|exception|attempt|report|loop|stream <failures>
#include "../room.hpp"

#include <reprise/retry.hpp>
#include <reprise/retry_stream.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <ranges>
#include <stop_token>
#include <string_view>
#include <system_error>

namespace {

using namespace std::chrono_literals;

struct failure : std::exception {};

struct no_wait {
    [[nodiscard]] static reprise::time_point now() noexcept { return {}; }
    static bool wait(reprise::duration /*delay*/, std::stop_token const& /*token*/) noexcept {
        return true;
    }
};

constexpr auto tireless = reprise::compose(
    reprise::forever{}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{},
    reprise::retry_on<failure, std::error_code>{}, no_wait{});

bool run(std::string_view what, room::attempts& attempts) {
    auto const by_code = [&attempts] {
        return attempts.next_fails() ? make_error_code(std::errc::timed_out) : std::error_code{};
    };
    auto const by_exception = [&attempts] {
        if (attempts.next_fails()) throw failure{};
    };
    if (what == "code") {
        static_cast<void>(reprise::retry(tireless, by_code));
    } else if (what == "exception") {
        reprise::retry(tireless, by_exception);
    } else if (what == "attempt") {
        reprise::retry(
            tireless, [&by_exception](reprise::attempt const& /*attempt*/) { by_exception(); });
    } else if (what == "report") {
        static_cast<void>(reprise::try_retry(tireless, by_exception));
    } else if (what == "loop") {
        for (auto& attempt : reprise::attempts_of(tireless)) {
            try {
                by_exception();
            } catch (failure const& error) {
                attempt.failed(error);
            }
        }
    } else if (what == "stream") {
        auto stream = reprise::retry_stream(tireless, reprise::restarting{}, [&by_exception] {
            by_exception();
            return std::views::single(1);
        });
        for (auto const& item : stream) static_cast<void>(item);
    } else {
        return false;
    }
    return true;
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 3) {
        room::attempts attempts{std::strtoull(arguments[2], nullptr, 10)};
        if (run(arguments[1], attempts)) return attempts.verdict(arguments[1]);
    }
    std::fputs(
        "usage: benchmark.any_depth code|exception|attempt|report|loop|stream <failures>\n",
        stderr);
    return 2;
}
