// SPDX-License-Identifier: Apache-2.0
//
// The library beside the loop that one would write by hand, with the same arithmetic: exponential from 100 ms, doubling up
// to 10 s, full jitter from the same generator, 5 attempts, a wait that does nothing. All ratios come from one run:
// test/benchmark/report.py prints them.
#include <reprise/retry.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <system_error>

namespace {

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

using namespace std::chrono_literals;

struct no_wait {
    [[nodiscard]] reprise::time_point now() const noexcept { return {}; }
    bool wait(reprise::duration delay, std::stop_token const&) const noexcept {
        benchmark::DoNotOptimize(delay);
        return true;
    }
};

struct failure : std::exception {};

constexpr auto by_code = reprise::compose(
    reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{},
    reprise::retry_on<std::error_code>{}, no_wait{});
constexpr auto by_exception = reprise::with(by_code, reprise::retry_on<failure>{});

int failures = 0;
int calls = 0;

[[gnu::noinline]] std::error_code returning() noexcept {
    benchmark::ClobberMemory();
    return calls++ < failures ? std::error_code{ETIMEDOUT, std::generic_category()}
                              : std::error_code{};
}

[[gnu::noinline]] int throwing() {
    benchmark::ClobberMemory();
    if (calls++ < failures) throw failure{};
    return calls;
}

// the delay and the random stream of the loops by hand
class growing_wait {
  public:
    void operator()() {
        if (!stream_) stream_.emplace(reprise::entropy{}.stream());
        no_wait{}.wait(reprise::detail::scale((*stream_)(), delay_), {});
        delay_ = std::min(delay_ * 2, reprise::duration{10s});
    }

  private:
    std::optional<reprise::random_stream> stream_;
    reprise::duration delay_ = 100ms;
};

[[gnu::noinline]] std::error_code code_by_hand() {
    growing_wait wait;
    for (std::uint64_t attempt = 1;; ++attempt) {
        auto const code = returning();
        if (!code || attempt == 5) return code;
        wait();
    }
}

[[gnu::noinline]] std::error_code code_by_library() {
    return reprise::retry(by_code, []() noexcept { return returning(); });
}

[[gnu::noinline]] int exception_by_hand() {
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

[[gnu::noinline]] int exception_by_library() {
    return reprise::retry(by_exception, [] { return throwing(); });
}

template <auto Loop>
void measure(benchmark::State& state) {
    failures = static_cast<int>(state.range(0));
    auto const before = allocations;
    for (auto _ : state) {
        calls = 0;
        auto result = Loop();
        benchmark::DoNotOptimize(result);
    }
    state.counters["allocations"] = benchmark::Counter(
        static_cast<double>(allocations - before), benchmark::Counter::kAvgIterations);
}

// A fixed number of iterations, for counting instructions; as many as needed otherwise.
void arguments(benchmark::internal::Benchmark* registered) {
    registered->Arg(0)->Arg(3);
    if (char const* iterations = std::getenv("REPRISE_ITERATIONS")) {
        registered->Iterations(std::atoi(iterations));
    }
}

// What a process pays for its first delay: the device has been read before main.
void first_delay(benchmark::State& state) {
    for (auto _ : state) {
        reprise::detail::this_thread_entropy = {0, 0, 0};
        auto stream = reprise::entropy{}.stream();
        auto delay = reprise::full_jitter{}.apply(100ms, {.word = stream()});
        benchmark::DoNotOptimize(delay);
    }
}

BENCHMARK(measure<code_by_hand>)->Name("code/hand")->Apply(arguments);
BENCHMARK(measure<code_by_library>)->Name("code/library")->Apply(arguments);
BENCHMARK(measure<exception_by_hand>)->Name("exception/hand")->Apply(arguments);
BENCHMARK(measure<exception_by_library>)->Name("exception/library")->Apply(arguments);
BENCHMARK(first_delay);

}  // namespace
