// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Counts what the test program asks of its runtime: allocations, throws, catches.

#ifndef REPRISE_TEST_UNIT_INCLUDE_COUNTED_RUNTIME_HPP
#define REPRISE_TEST_UNIT_INCLUDE_COUNTED_RUNTIME_HPP

#include <cstdint>

// The sanitizers count in the same places: under them nothing is counted here.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REPRISE_TEST_COUNTS_RUNTIME 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define REPRISE_TEST_COUNTS_RUNTIME 0
#endif
#endif
#if !defined(REPRISE_TEST_COUNTS_RUNTIME)
#define REPRISE_TEST_COUNTS_RUNTIME 1
#endif

namespace counted {

struct runtime_calls {
    std::int64_t allocations = 0;  ///< By operator new; exceptions are allocated in another way.
    std::int64_t frees = 0;        ///< By operator delete.
    std::int64_t throws = 0;       ///< Of a new exception.
    std::int64_t rethrows = 0;     ///< By `throw;`, which std::rethrow_exception is not.
    std::int64_t catches = 0;      ///< Handlers that were entered.
};

/// \brief What the calling thread has asked for since it started.
[[nodiscard]] runtime_calls so_far() noexcept;

/// \brief Whether anything is counted in this build.
inline constexpr bool counts = REPRISE_TEST_COUNTS_RUNTIME != 0;

/// \brief Counts from its construction on.
class since_now {
  public:
    [[nodiscard]] std::int64_t allocations() const noexcept {
        return so_far().allocations - before_.allocations;
    }
    [[nodiscard]] std::int64_t kept() const noexcept {
        return allocations() - (so_far().frees - before_.frees);
    }
    [[nodiscard]] std::int64_t throws() const noexcept { return so_far().throws - before_.throws; }
    [[nodiscard]] std::int64_t rethrows() const noexcept {
        return so_far().rethrows - before_.rethrows;
    }
    [[nodiscard]] std::int64_t catches() const noexcept {
        return so_far().catches - before_.catches;
    }

  private:
    runtime_calls before_ = so_far();
};

}  // namespace counted

#endif  // REPRISE_TEST_UNIT_INCLUDE_COUNTED_RUNTIME_HPP
