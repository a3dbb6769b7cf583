// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Looks at the stack and at the memory that each attempt of a run has.

#ifndef REPRISE_TEST_BENCHMARK_ROOM_HPP
#define REPRISE_TEST_BENCHMARK_ROOM_HPP

#include <malloc.h>  // mallinfo2

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace room {

// An attempt of which the first so many fail. From a warm attempt on, each has to stand at the same place of the stack,
// to the byte, and the last to find as much memory allocated as the warm one.
class attempts {
  public:
    explicit attempts(std::uint64_t failing) : failing_{failing} {}

    [[nodiscard, gnu::noinline]] bool next_fails() {
        auto const here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        auto const number = ++calls_;
        if (number == warm) {
            stack_ = here;
            memory_ = mallinfo2().uordblks;
        } else if (number > warm && here != stack_) {
            ++moved_;
        }
        if (number == failing_ + 1) grown_ = mallinfo2().uordblks - memory_;
        return number <= failing_;
    }

    [[nodiscard]] int verdict(std::string_view what) const {
        std::printf(
            "%.*s: %llu calls, the stack moved in %llu of them, %lld bytes more than at call %llu\n",
            static_cast<int>(what.size()), what.data(), static_cast<unsigned long long>(calls_),
            static_cast<unsigned long long>(moved_), static_cast<long long>(grown_),
            static_cast<unsigned long long>(warm));
        bool const constant =
            calls_ == failing_ + 1 && failing_ > warm && moved_ == 0 && grown_ == 0;
        return constant ? EXIT_SUCCESS : EXIT_FAILURE;
    }

  private:
    static constexpr std::uint64_t warm = 1000;

    std::uint64_t failing_;
    std::uint64_t calls_ = 0;
    std::uint64_t moved_ = 0;
    std::uintptr_t stack_ = 0;
    std::size_t memory_ = 0;
    std::size_t grown_ = 0;
};

}  // namespace room

#endif  // REPRISE_TEST_BENCHMARK_ROOM_HPP
