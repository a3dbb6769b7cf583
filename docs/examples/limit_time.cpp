// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/limit/either.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/retry.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [both]
constexpr auto bounded = reprise::compose(
    reprise::attempts{10} || reprise::elapsed{2s}, reprise::exponential{100ms, 2.0, 1s});
static_assert(reprise::worst_case_delay(bounded) <= 2s);
//! [both]

//! [clip]
// the last attempt is made when the time is up, instead of giving up early
constexpr auto to_the_end = reprise::compose(
    reprise::attempts{10} || reprise::elapsed{2s}.clip(), reprise::exponential{100ms, 2.0, 1s});
//! [clip]

//! [deadline]
std::string answer(std::string const& question, reprise::time_point answer_by) {
    auto const policy =
        reprise::with(bounded, reprise::attempts{10} || reprise::deadline{answer_by});
    return reprise::retry(policy, [&] { return "the answer to " + question; });
}
//! [deadline]

// Stands for a client with a timeout of its own.
std::string get(std::string const& path, reprise::duration timeout) {
    if (timeout < 1ms) throw std::runtime_error{"timed out"};
    return "body of " + path;
}

// Stands for a connection that another thread may close, and whose other side stalls once.
class connection {
  public:
    void close() {
        {
            std::lock_guard const lock{mutex_};
            closed_ = true;
        }
        changed_.notify_all();
    }

    std::string read(std::string const& path) {
        static int calls = 0;
        if (++calls > 1) return "body of " + path;
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return closed_; });
        throw std::runtime_error{"closed"};
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
};

//! [run_timeout]
constexpr auto limited = reprise::with(bounded, reprise::run_timeout{50ms});
static_assert(reprise::worst_case_time(limited) == 2s + 50ms + 1s);  // with a second of grace

std::string fetch(std::string const& path) {
    return reprise::retry(limited, [&](reprise::attempt const& attempt) {
        // 50 ms, or what is left of the 2 s where that is less
        auto const left = attempt.deadline() - std::chrono::steady_clock::now();
        return get(path, left);
    });
}
//! [run_timeout]

//! [stop_token]
std::string receive(std::string const& path) {
    return reprise::retry(limited, [&](reprise::attempt const& attempt) {
        connection connected;
        std::stop_callback const hang_up{attempt.stop_token(), [&] { connected.close(); }};
        return connected.read(path);  // throws when the connection is closed
    });
}
//! [stop_token]

//! [idle_timeout]
constexpr auto download_policy =
    reprise::with(bounded, reprise::run_timeout{1h} || reprise::idle_timeout{10s});

std::string download() {
    return reprise::retry(download_policy, [](reprise::attempt const& attempt) {
        std::string body;
        while (body.size() < 3 && !attempt.stop_token().stop_requested()) {
            body += 'x';  // stands for the next block of the body
            attempt.heartbeat()();
        }
        return body;
    });
}
//! [idle_timeout]

//! [no_time_limit]
static_assert(sizeof(reprise::no_time_limit) == 1);  // an empty type, which takes no room
constexpr auto unlimited = reprise::with(limited, reprise::no_time_limit{});
//! [no_time_limit]

}  // namespace

int main() {
    bool const well = answer("x", std::chrono::steady_clock::now() + 1s) == "the answer to x" &&
                      fetch("/") == "body of /" && receive("/") == "body of /" &&
                      download() == "xxx" && reprise::max_attempts(unlimited) == 10 &&
                      reprise::max_attempts(to_the_end) == 10;
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
