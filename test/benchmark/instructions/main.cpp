// SPDX-License-Identifier: Apache-2.0
//
// Runs one of the loops so many times and does nothing else, for counting its instructions and its allocations:
//
//   benchmark.instructions <loop> <failures> <times>
//
// The difference between the counts of two runs is that of the loop alone. Prints how much was allocated meanwhile.
#include "../loops.hpp"
#include "tasks.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>
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

template <auto Loop>
std::int64_t count_allocations(std::int64_t times) {
    loops::calls = 0;
    loops::use(Loop());  // what is made once is not counted
    auto const before = allocations;
    for (; times > 0; --times) {
        loops::calls = 0;
        auto const result = Loop();
        loops::use(result);
    }
    return allocations - before;
}

struct named_loop {
    std::string_view name;
    std::int64_t (*run)(std::int64_t times);
};

constexpr named_loop all[] = {
    {"code/bare", count_allocations<loops::code_by_bare_loop>},
    {"code/hand", count_allocations<loops::code_by_hand>},
    {"code/library", count_allocations<loops::code_by_library>},
    {"result/hand", count_allocations<loops::result_by_hand>},
    {"result/library", count_allocations<loops::result_by_library>},
    {"errno/hand", count_allocations<loops::errno_by_hand>},
    {"errno/library", count_allocations<loops::errno_by_library>},
    {"exception/bare", count_allocations<loops::exception_by_bare_loop>},
    {"exception/hand", count_allocations<loops::exception_by_hand>},
    {"exception/library", count_allocations<loops::exception_by_library>},
    {"task/hand", count_allocations<tasks::by_hand>},
    {"task/composed", count_allocations<tasks::composed>},
    {"task/told", count_allocations<tasks::told>},
    {"task/listed", count_allocations<tasks::listed>},
    {"first_delay", count_allocations<loops::first_delay>},
};

int number(std::string_view text) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 4) {
        loops::failures = number(arguments[2]);
        int const times = number(arguments[3]);
        for (auto const& loop : all) {
            if (loop.name == arguments[1] && loops::failures >= 0 && times >= 0) {
                std::printf("%lld\n", static_cast<long long>(loop.run(times)));
                return EXIT_SUCCESS;
            }
        }
    }
    std::fputs("usage: benchmark.instructions <loop> <failures> <times>\n", stderr);
    return 2;
}
