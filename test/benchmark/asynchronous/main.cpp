// SPDX-License-Identifier: Apache-2.0
//
// Runs a coroutine of Boost.Asio's that is retried, by hand or by the library, so many times and does nothing else, for
// counting its instructions and its allocations:
//
//   benchmark.asynchronous hand|library <failures> <times>
//
// or lets so many of them wait at once, and prints how many bytes each takes:
//
//   benchmark.asynchronous hand|library waiting <operations>
//
// or fails so many times at once in one run, then succeeds, and says whether stack and memory stayed as they were:
//
//   benchmark.asynchronous library code|exception|stream <failures>
#include "../room.hpp"

#include <reprise/asio.hpp>
#include <reprise/async_retry_stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <malloc.h>  // mallinfo2

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string_view>
#include <system_error>
#include <utility>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

std::int64_t allocations = 0;

}  // namespace

// NOLINTBEGIN: counts what is allocated, exceptions apart, which the runtime allocates in its own way
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

namespace {

int failures = 0;
int calls = 0;

// one attempt
asio::awaitable<int> attempt() {
    if (++calls <= failures) throw std::runtime_error{"connection reset"};
    co_return calls;
}

// a clock that does not wait, so that only the work in between is counted
struct no_wait {
    static constexpr bool waits_virtually = true;
    [[nodiscard]] static reprise::time_point now() noexcept { return {}; }
    [[nodiscard]] static bool wait(reprise::duration, std::stop_token const&) noexcept {
        return true;
    }
};

constexpr auto retryable = reprise::retry_on<std::runtime_error>{};
constexpr auto quick = reprise::compose(
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::no_jitter{}, no_wait{},
    retryable);
constexpr auto waiting =
    reprise::compose(reprise::attempts{5}, reprise::constant{1h}, reprise::no_jitter{}, retryable);

// What the library does, by hand: the same policy, and the last failure kept over the wait.
template <bool Waits>
asio::awaitable<int> by_hand() {
    std::exception_ptr last;
    auto delay = std::chrono::nanoseconds{100ms};
    for (int number = 1;; ++number) {
        try {
            auto attempted = attempt();
            co_return co_await std::move(attempted);
        } catch (std::runtime_error const&) {
            if (number == 5) throw;
            last = std::current_exception();
        }
        if constexpr (Waits) {
            asio::steady_timer timer{co_await asio::this_coro::executor, 1h};
            co_await timer.async_wait(asio::deferred);
        } else {
            delay = std::min<std::chrono::nanoseconds>(delay * 2, 10s);
        }
    }
}

template <bool Waits>
asio::awaitable<int> by_library() {
    if constexpr (Waits) {
        return reprise::async_retry(waiting, [] { return attempt(); });
    } else {
        return reprise::async_retry(quick, [] { return attempt(); });
    }
}

template <class Start>
asio::awaitable<void> repeat(Start start, int times) {
    std::int64_t before = 0;
    for (int i = 0; i <= times; ++i) {
        if (i == 1) before = allocations;  // after the first, which warms up
        calls = 0;
        auto run = start();
        static_cast<void>(co_await std::move(run));
    }
    std::printf("%lld\n", static_cast<long long>(times == 0 ? 0 : allocations - before));
}

template <class Start>
void wait_at_once(Start start, int operations) {
    asio::io_context io{1};
    failures = operations + 1;
    auto const before = mallinfo2().uordblks;
    for (int i = 0; i < operations; ++i) asio::co_spawn(io, start(), asio::detached);
    while (io.poll() != 0) {}
    auto const taken = mallinfo2().uordblks - before;
    if (calls != operations) std::abort();
    std::printf("%zu\n", taken / static_cast<std::size_t>(operations));
    std::fflush(stdout);
    std::_Exit(EXIT_SUCCESS);  // an hour is not waited for
}

constexpr auto tireless = reprise::with(
    quick, reprise::forever{}, reprise::retry_on<std::runtime_error, std::error_code>{});

asio::awaitable<std::error_code> attempt_by_code(room::attempts& attempts) {
    co_return attempts.next_fails() ? make_error_code(std::errc::timed_out) : std::error_code{};
}

asio::awaitable<std::error_code> attempt_by_exception(room::attempts& attempts) {
    if (attempts.next_fails()) throw std::runtime_error{"connection reset"};
    co_return std::error_code{};
}

template <class Attempt>
int fail_often(std::string_view what, Attempt attempt, std::uint64_t failing) {
    room::attempts attempts{failing};
    asio::io_context io{1};
    asio::co_spawn(
        io, reprise::async_retry(tireless, [&attempts, attempt] { return attempt(attempts); }),
        asio::detached);
    io.run();
    return attempts.verdict(what);
}

// A source of one item, which fails so many times before that arrives.
class one_item {
  public:
    explicit one_item(room::attempts& attempts) : attempts_{&attempts} {}

    asio::awaitable<std::optional<int>> next() {
        if (std::exchange(over_, true)) co_return std::nullopt;
        if (attempts_->next_fails()) throw std::runtime_error{"connection reset"};
        co_return 1;
    }

  private:
    room::attempts* attempts_;
    bool over_ = false;
};

int stream_often(std::uint64_t failing) {
    room::attempts attempts{failing};
    asio::io_context io{1};
    auto stream = reprise::async_retry_stream(
        tireless, reprise::resuming{},
        [&attempts](std::optional<int> const& /*last*/) { return one_item{attempts}; });
    auto const read = [&stream]() -> asio::awaitable<void> {
        for (;;) {
            auto coming = stream.next();
            std::optional<int> const item = co_await std::move(coming);
            if (!item) break;
        }
    };
    asio::co_spawn(io, read, asio::detached);
    io.run();
    return attempts.verdict("stream");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fputs(
            "usage: benchmark.asynchronous hand|library <failures>|waiting|code|exception|stream <times>\n",
            stderr);
        return 2;
    }
    bool const hand = arguments[1] == std::string_view{"hand"};
    int const times = std::atoi(arguments[3]);
    if (arguments[2] == std::string_view{"waiting"}) {
        if (hand) {
            wait_at_once([] { return by_hand<true>(); }, times);
        } else {
            wait_at_once([] { return by_library<true>(); }, times);
        }
    }
    if (arguments[2] == std::string_view{"code"}) {
        return fail_often("code", attempt_by_code, std::strtoull(arguments[3], nullptr, 10));
    }
    if (arguments[2] == std::string_view{"exception"}) {
        return fail_often(
            "exception", attempt_by_exception, std::strtoull(arguments[3], nullptr, 10));
    }
    if (arguments[2] == std::string_view{"stream"}) {
        return stream_often(std::strtoull(arguments[3], nullptr, 10));
    }
    failures = std::atoi(arguments[2]);
    asio::io_context io{1};
    if (hand) {
        asio::co_spawn(io, repeat([] { return by_hand<false>(); }, times), asio::detached);
    } else {
        asio::co_spawn(io, repeat([] { return by_library<false>(); }, times), asio::detached);
    }
    io.run();
    return EXIT_SUCCESS;
}
