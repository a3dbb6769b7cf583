// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::entropy.

#ifndef REPRISE_POLICIES_RANDOM_ENTROPY_HPP
#define REPRISE_POLICIES_RANDOM_ENTROPY_HPP

#include <reprise/concepts/random_policy.hpp>
#include <reprise/policies/random/stream.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <random>  // std::random_device

#if __has_include(<pthread.h>) && __has_include(<unistd.h>)
#include <pthread.h>  // pthread_atfork
#include <unistd.h>   // getpid
#define REPRISE_DETAIL_CAN_FORK 1
#endif

namespace reprise {

namespace detail {

// One per process. The device is read before main; a static object that retries earlier than that makes it be read
// then.
class entropy_pool {
  public:
    [[nodiscard]] static std::uint64_t seed() noexcept {
        static std::uint64_t const value = read();
        return value;
    }

    // Changes in a forked child, which has inherited everything else. The process number alone would not do: it comes
    // again when a child has ended, and two children in PID namespaces of their own are both number 1.
    [[nodiscard]] static std::uint64_t process() noexcept {
        return process_.load(std::memory_order_relaxed);
    }

    [[nodiscard]] static std::uint64_t next_thread() noexcept {
        return threads_.fetch_add(1, std::memory_order_relaxed);
    }

#if defined(REPRISE_DETAIL_CAN_FORK)
    // What happens in the parent before it forks, and in the child after.

    static void count_fork() noexcept { forks_.fetch_add(1, std::memory_order_relaxed); }

    static void become_child() noexcept {
        auto const child = detail::mix(forks_.load(std::memory_order_relaxed)) +
                           static_cast<std::uint64_t>(getpid());
        process_.store(
            detail::mix(process_.load(std::memory_order_relaxed) + child) | 1U,
            std::memory_order_relaxed);
    }
#endif

  private:
    [[nodiscard]] static std::uint64_t read() noexcept {
#if defined(REPRISE_DETAIL_CAN_FORK)
        pthread_atfork(count_fork, nullptr, become_child);
#endif
        std::uint64_t word =
            static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
#if defined(REPRISE_DETAIL_CAN_FORK)
        word = detail::mix(word) ^ static_cast<std::uint64_t>(getpid());
#endif
#if defined(__cpp_exceptions)
        try {
#endif
            std::random_device device;
            word ^= (static_cast<std::uint64_t>(device()) << 32U) | device();
#if defined(__cpp_exceptions)
            // NOLINTNEXTLINE(bugprone-empty-catch): no device in this sandbox; time and number keep apart as well
        } catch (std::exception const&) {}
#endif
        return word;
    }

    inline static std::atomic<std::uint64_t> process_{1};
    inline static std::atomic<std::uint64_t> forks_{0};
    inline static std::atomic<std::uint64_t> threads_{0};
};

// Reads the device before main, so that no retry has to.
inline std::uint64_t const entropy_at_start_up = entropy_pool::seed();

// What a thread needs to number its runs without asking anybody.
struct thread_entropy {
    std::uint64_t process;
    std::uint64_t key;
    std::uint64_t run;
};

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a thread counts its runs here
inline constinit thread_local thread_entropy this_thread_entropy{0, 0, 0};

[[gnu::noinline, gnu::cold]] inline void seed_this_thread(
    thread_entropy& state, std::uint64_t process) noexcept {
    state.process = process;
    state.key = detail::mix(entropy_pool::seed() ^ detail::mix(process)) ^
                detail::mix(entropy_pool::next_thread());
    state.run = 0;
}

}  // namespace detail

/// \ingroup random
/// \brief Real randomness, the default: no two processes, threads, runs or forked children draw the same words.
///
/// The operating system is asked once per process, before `main`. From then on a run's words are a pure function of
/// that seed, the process, the thread and the number of the run in its thread: no lock, no shared counter, a few
/// nanoseconds for a run's first word. Not for cryptography.
///
/// \when In every program. It is the default.
///
/// \whennot Delays have to be reproduced: reprise::fixed_seed. And never for cryptography.
///
/// \formula Word `d` of a run is word `d` of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014) from a state mixed from the process's seed, its thread and the number of the run: see
/// reprise::random_stream.
///
/// \snippet docs/examples/clock_and_random.cpp entropy
///
/// \model{reprise::random_policy}
struct entropy {
    /// \brief What a description calls it.
    static constexpr char const* name = "entropy";

    /// \brief The randomness of one run.
    /// \return A stream that nobody else has.
    [[nodiscard]] random_stream stream() const noexcept {
        auto& state = detail::this_thread_entropy;
        auto const process = detail::entropy_pool::process();
        if (state.process != process) [[unlikely]]
            detail::seed_this_thread(state, process);
        return random_stream{state.key, state.run++};
    }
};

static_assert(random_policy<entropy>);

}  // namespace reprise

#undef REPRISE_DETAIL_CAN_FORK

#endif  // REPRISE_POLICIES_RANDOM_ENTROPY_HPP
