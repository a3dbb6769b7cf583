// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::with_errno.

#ifndef REPRISE_WITH_ERRNO_HPP
#define REPRISE_WITH_ERRNO_HPP

#include <reprise/detail/reading_operation.hpp>

#include <cerrno>
#include <concepts>
#include <cstdint>
#include <system_error>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// errno is read at once: whatever comes between, a logger say, may change it.
class errno_reader {
  public:
    [[nodiscard]] static errno_reader read() noexcept { return errno_reader{errno}; }

    template <class Result>
    [[nodiscard]] static constexpr bool check() noexcept {
        static_assert(
            std::signed_integral<Result> || std::is_pointer_v<Result>,
            "with_errno: the operation must return a signed number, -1 for a failure, or a pointer, null (or -1, as "
            "mmap has it) for a failure; for a call that says it in another way, write a lambda that returns one of "
            "these");
        return true;
    }

    template <std::signed_integral Result>
    [[nodiscard]] static constexpr bool failed(Result result) noexcept {
        return result == -1;
    }
    template <class Pointee>
    [[nodiscard]] static bool failed(Pointee* result) noexcept {
        // mmap, shmat and sbrk return a pointer that is -1: nothing is at that address
        // NOLINTNEXTLINE(*-reinterpret-cast): their manuals compare with a cast of their own
        return result == nullptr || reinterpret_cast<std::uintptr_t>(result) == UINTPTR_MAX;
    }

    template <class Result>
    [[nodiscard]] std::error_code error(Result const& /*result*/) const noexcept {
        return {number_, std::generic_category()};
    }

    // Whoever gets the result in the end finds errno as the last call left it.
    template <class Result>
    void restore(Result const& result) const noexcept {
        if (failed(result)) errno = number_;
    }

  private:
    explicit errno_reader(int number) noexcept : number_{number} {}

    int number_;
};

}  // namespace detail

/// \ingroup core
/// \brief For calls that say -1 (where they return a pointer, null or, as `mmap` does, a pointer that is -1) and put
/// the reason into `errno`: `ssize_t const got = retry(policy, with_errno(::read), file, buffer, size);`
///
/// The failure is the `std::error_code` of `errno`, in the generic category. On giving up, the caller gets the -1 and
/// finds `errno` as the last call left it. Nothing is thrown.
///
/// \snippet docs/examples/channels.cpp errno
/// \tparam Operation The callable; returns a signed number or a pointer.
/// \param operation What is called; it keeps its signature.
/// \return The operation.
template <class Operation>
[[nodiscard]] constexpr detail::reading_operation<std::decay_t<Operation>, detail::errno_reader>
with_errno(Operation&& operation) {
    return detail::reading_operation<std::decay_t<Operation>, detail::errno_reader>{
        std::forward<Operation>(operation)};
}

}  // namespace reprise

#endif  // REPRISE_WITH_ERRNO_HPP
