// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines operations whose results are read in a way that their type does not show.

#ifndef REPRISE_DETAIL_READING_OPERATION_HPP
#define REPRISE_DETAIL_READING_OPERATION_HPP

#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>

#include <concepts>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise::detail {

// What an operation returned, and what its reader saw beside it. A reader says whether that is a failure, what the
// error is, and may restore what it saw when the result goes to the caller.
template <class Result, class Reader>
struct read_result {
    static_assert(Reader::template check<Result>());

    Result result;
    [[no_unique_address]] Reader reader;
};

template <class Operation, class Reader>
class reading_operation {
    template <class Callable, class... Args>
    using read_t = read_result<std::invoke_result_t<Callable, Args...>, Reader>;

    template <class Callable, class... Args>
    static constexpr bool returns_nothing = std::is_void_v<std::invoke_result_t<Callable, Args...>>;

  public:
    constexpr explicit reading_operation(Operation operation) : operation_{std::move(operation)} {}

    template <class... Args>
        requires std::invocable<Operation&, Args...> && (!returns_nothing<Operation&, Args...>)
    constexpr read_t<Operation&, Args...> operator()(Args&&... args) noexcept(
        std::is_nothrow_invocable_v<Operation&, Args...>) {
        // of the two, the result is made first, in place
        return {std::invoke(operation_, std::forward<Args>(args)...), Reader::read()};
    }

    template <class... Args>
        requires std::invocable<Operation const&, Args...> &&
                 (!returns_nothing<Operation const&, Args...>)
    constexpr read_t<Operation const&, Args...> operator()(Args&&... args) const
        noexcept(std::is_nothrow_invocable_v<Operation const&, Args...>) {
        return {std::invoke(operation_, std::forward<Args>(args)...), Reader::read()};
    }

    // There is nothing to read: the reader's sentence, and nothing of what would follow from it.
    template <class... Args>
        requires std::invocable<Operation&, Args...> && returns_nothing<Operation&, Args...>
    constexpr void operator()(Args&&... /*args*/) const {
        static_assert(Reader::template check<std::invoke_result_t<Operation&, Args...>>());
    }

    [[nodiscard]] constexpr auto repetition() const noexcept
        requires states_repetition<Operation>
    {
        return detail::repetition_of(operation_);
    }

  private:
    [[no_unique_address]] Operation operation_;
};

}  // namespace reprise::detail

/// \cond
template <class Result, class Reader>
struct reprise::outcome_traits<reprise::detail::read_result<Result, Reader>> {
    using read = detail::read_result<Result, Reader>;

    static constexpr bool can_fail = true;

    [[nodiscard]] static constexpr bool failed(read const& seen) noexcept(
        noexcept(seen.reader.failed(seen.result))) {
        return seen.reader.failed(seen.result);
    }

    [[nodiscard]] static constexpr auto error(read const& seen) noexcept {
        return seen.reader.error(seen.result);
    }

    // NOLINTNEXTLINE(*-rvalue-reference-param-not-moved): moved by the cast, which leaves references alone
    [[nodiscard]] static constexpr Result release(read&& seen) noexcept(
        std::is_reference_v<Result> || std::is_nothrow_move_constructible_v<Result>) {
        if constexpr (requires { seen.reader.restore(seen.result); })
            seen.reader.restore(seen.result);
        return static_cast<Result&&>(seen.result);
    }
};
/// \endcond

#endif  // REPRISE_DETAIL_READING_OPERATION_HPP
