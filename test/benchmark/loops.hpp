// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief The library beside the loops that one would write by hand, with the same arithmetic: exponential from 100 ms,
/// doubling up to 10 s, full jitter from the same generator, 5 attempts, a wait that does nothing.

#ifndef REPRISE_TEST_BENCHMARK_LOOPS_HPP
#define REPRISE_TEST_BENCHMARK_LOOPS_HPP

#include <reprise/retry.hpp>
#include <reprise/with_errno.hpp>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <stop_token>
#include <system_error>

namespace loops {

using namespace std::chrono_literals;

// The compiler has to have the value at hand here, and may not know what became of memory.
template <class Value>
[[gnu::always_inline]] inline void use(Value const& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

struct no_wait {
    // a clock that is read makes the program fail: none of these runs needs the time
    [[nodiscard]] static reprise::time_point now() noexcept { std::terminate(); }
    static bool wait(reprise::duration delay, std::stop_token const& /*token*/) noexcept {
        use(delay.count());
        return true;
    }
};

struct failure : std::exception {};

constexpr auto by_code = reprise::compose(
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{},
    reprise::retry_on<std::error_code>{}, no_wait{});
constexpr auto by_result = reprise::with(by_code, reprise::retry_on<boost::system::error_code>{});
constexpr auto by_exception = reprise::with(by_code, reprise::retry_on<failure>{});

inline int failures = 0;
inline int calls = 0;

[[gnu::noinline, maybe_unused]] static std::error_code returning() noexcept {
    use(calls);
    return calls++ < failures ? std::error_code{ETIMEDOUT, std::generic_category()}
                              : std::error_code{};
}

using number = boost::system::result<int>;

[[gnu::noinline, maybe_unused]] static number returning_result() noexcept {
    use(calls);
    if (calls++ < failures)
        return boost::system::error_code{ETIMEDOUT, boost::system::generic_category()};
    return calls;
}

[[gnu::noinline, maybe_unused]] static int setting_errno() noexcept {
    use(calls);
    if (calls++ < failures) {
        errno = ETIMEDOUT;
        return -1;
    }
    return calls;
}

[[gnu::noinline, maybe_unused]] static int throwing() {
    use(calls);
    if (calls++ < failures) throw failure{};
    return calls;
}

// The delays of a run; the generator is asked for a stream when there is something to wait for.
class growing_wait {
  public:
    void operator()() {
        if (!stream_) stream_.emplace(reprise::entropy{}.stream());
        no_wait::wait(reprise::detail::scale((*stream_)(), delay_), {});
        delay_ = std::min(delay_ * 2, reprise::duration{10s});
    }

  private:
    std::optional<reprise::random_stream> stream_;
    reprise::duration delay_ = 100ms;
};

[[gnu::noinline, maybe_unused]] static std::error_code code_by_hand() {
    growing_wait wait;
    for (std::uint64_t attempt = 1;; ++attempt) {
        auto const code = returning();
        if (!code || attempt == 5) return code;
        wait();
    }
}

[[gnu::noinline, maybe_unused]] static std::error_code code_by_library() {
    return reprise::retry(by_code, []() noexcept { return returning(); });
}

[[gnu::noinline, maybe_unused]] static number result_by_hand() {
    growing_wait wait;
    for (std::uint64_t attempt = 1;; ++attempt) {
        auto const got = returning_result();
        if (got || attempt == 5) return got;
        wait();
    }
}

[[gnu::noinline, maybe_unused]] static number result_by_library() {
    return reprise::retry(by_result, []() noexcept { return returning_result(); });
}

[[gnu::noinline, maybe_unused]] static int errno_by_hand() {
    growing_wait wait;
    for (std::uint64_t attempt = 1;; ++attempt) {
        auto const got = setting_errno();
        if (got != -1 || attempt == 5) return got;
        wait();
    }
}

[[gnu::noinline, maybe_unused]] static int errno_by_library() {
    return reprise::retry(by_code, reprise::with_errno([]() noexcept { return setting_errno(); }));
}

[[gnu::noinline, maybe_unused]] static int exception_by_hand() {
    growing_wait wait;
    for (std::uint64_t attempt = 1;; ++attempt) {
        try {
            return throwing();
        } catch (failure const&) {
            if (attempt == 5) throw;
        }
        wait();
    }
}

[[gnu::noinline, maybe_unused]] static int exception_by_library() {
    return reprise::retry(by_exception, [] { return throwing(); });
}

// The least that a loop can do where the first attempt succeeds: it only counts, and keeps no delays.
[[gnu::noinline, maybe_unused]] static std::error_code code_by_bare_loop() {
    for (std::uint64_t attempt = 1;; ++attempt) {
        auto const code = returning();
        if (!code || attempt == 5) return code;
    }
}

[[gnu::noinline, maybe_unused]] static int exception_by_bare_loop() {
    for (std::uint64_t attempt = 1;; ++attempt) {
        try {
            return throwing();
        } catch (failure const&) {
            if (attempt == 5) throw;
        }
    }
}

// What a process pays for its first delay; the device has been read before main.
[[gnu::noinline, maybe_unused]] static std::int64_t first_delay() {
    reprise::detail::this_thread_entropy = {0, 0, 0};
    auto stream = reprise::entropy{}.stream();
    return reprise::full_jitter{}.apply(100ms, {.word = stream()}).count();
}

}  // namespace loops

#endif  // REPRISE_TEST_BENCHMARK_LOOPS_HPP
