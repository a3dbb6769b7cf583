// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::with_returned_errno.

#ifndef REPRISE_WITH_RETURNED_ERRNO_HPP
#define REPRISE_WITH_RETURNED_ERRNO_HPP

#include <reprise/detail/reading_operation.hpp>

#include <system_error>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

struct returned_errno_reader {
    [[nodiscard]] static constexpr returned_errno_reader read() noexcept { return {}; }

    template <class Result>
    [[nodiscard]] static constexpr bool check() noexcept {
        static_assert(
            std::is_same_v<std::remove_cvref_t<Result>, int>,
            "with_returned_errno: the operation must return the error number itself, as an int, zero where it "
            "succeeded; a call that returns -1 and sets errno is for with_errno");
        return true;
    }

    [[nodiscard]] static constexpr bool failed(int number) noexcept { return number != 0; }

    [[nodiscard]] static std::error_code error(int number) noexcept {
        return {number, std::generic_category()};
    }
};

}  // namespace detail

/// \ingroup core
/// \brief For calls that return the error number itself, zero where they succeeded, and leave `errno` alone:
/// `int const error = retry(policy, with_returned_errno(::posix_fallocate), file, offset, size);`
///
/// So do `pthread_create` and its like, `posix_spawn`, `posix_fallocate`, `clock_nanosleep`. The failure is the
/// `std::error_code` of the number, in the generic category. On giving up, the caller gets the last number. Nothing is
/// thrown.
///
/// \snippet docs/examples/channels.cpp returned_errno
/// \tparam Operation The callable; returns an int.
/// \param operation What is called; it keeps its signature.
/// \return The operation.
template <class Operation>
[[nodiscard]] constexpr detail::reading_operation<
    std::decay_t<Operation>, detail::returned_errno_reader>
with_returned_errno(Operation&& operation) {
    return detail::reading_operation<std::decay_t<Operation>, detail::returned_errno_reader>{
        std::forward<Operation>(operation)};
}

}  // namespace reprise

#endif  // REPRISE_WITH_RETURNED_ERRNO_HPP
