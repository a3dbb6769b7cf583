// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::from_function.

#ifndef REPRISE_POLICIES_BACKOFF_FROM_FUNCTION_HPP
#define REPRISE_POLICIES_BACKOFF_FROM_FUNCTION_HPP

#include <reprise/concepts/backoff_policy.hpp>
#include <reprise/policies/backoff/exponential.hpp>

#include <concepts>
#include <cstdint>
#include <functional>  // std::invoke
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup backoff
/// \brief Asks a function of yours before each retry, which answers with a delay, keeps the computed one, or stops.
///
/// See reprise::from_function(), which makes it.
///
/// \tparam Function  Called as `const` with the number of the retry, and with the computed delay if it takes that too;
///                    returns a reprise::delay_answer.
/// \tparam Otherwise A reprise::backoff_policy, which computes the delay.
///
/// \when Delays depend on something that the library does not know.
///
/// \whennot They are a known sequence (reprise::delay_table, `reprise::from_range`) or the sum, cap or maximum of
/// others. And never where the same number can get another answer: previews and bounds would no longer tell the truth.
///
/// \formula `delay(n) = function(n, otherwise(n))`, what the function answers.
///
/// \bounds None but those of the answers; a negative one counts as zero.
///
/// \picture{function_backoff, A function that asks for 10 s once\, and what full_jitter makes of it}
///
/// \snippet docs/examples/backoffs.cpp from_function
///
/// \model{reprise::backoff_policy}
template <class Function, backoff_policy Otherwise>
class function_backoff {
    static constexpr bool takes_delay =
        std::is_invocable_r_v<delay_answer, Function const&, std::uint64_t, duration>;
    static constexpr bool takes_number =
        std::is_invocable_r_v<delay_answer, Function const&, std::uint64_t>;
    static_assert(
        takes_delay || takes_number,
        "from_function: the function must be callable, as const, with the number of the retry (and the computed delay) "
        "and return a delay_answer: delay_answer::use(delay), delay_answer::keep() or delay_answer::stop()");
    static constexpr bool quiet =
        detail::delays_quietly<Otherwise> &&
        (takes_delay ? std::is_nothrow_invocable_v<Function const&, std::uint64_t, duration>
                     : std::is_nothrow_invocable_v<Function const&, std::uint64_t>);

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "from_function";

    /// \brief Takes the function and what computes the delay.
    /// \param function  The function.
    /// \param otherwise The backoff.
    constexpr function_backoff(Function function, Otherwise otherwise)
        : function_{std::move(function)}, otherwise_{std::move(otherwise)} {}

    /// \brief What the function answers.
    /// \param retry_number The number of the retry, from 1.
    /// \return A delay, or that there is no further attempt; what the other backoff says where the function keeps it.
    /// \throws What the function throws.
    [[nodiscard]] constexpr delay_answer answer(std::uint64_t retry_number) const noexcept(quiet) {
        auto const computed = detail::answer_of(otherwise_, retry_number);
        auto const said = [&]() -> delay_answer {
            if constexpr (takes_delay) {
                return std::invoke(function_, retry_number, computed.delay());
            } else {
                return std::invoke(function_, retry_number);
            }
        }();
        return said.keeps() ? computed : said;
    }

    /// \brief The delay before a retry.
    /// \param retry_number The number of the retry, from 1.
    /// \return The delay; the longest where the function stops.
    /// \throws What the function throws.
    [[nodiscard]] constexpr duration delay(std::uint64_t retry_number) const noexcept(quiet) {
        return answer(retry_number).delay();
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        out("otherwise", otherwise_);
    }

  private:
    [[no_unique_address]] Function function_;
    [[no_unique_address]] Otherwise otherwise_;
};

/// \ingroup backoff
/// \brief A function as a backoff:
/// `from_function([](std::uint64_t retry) { return delay_answer::use(retry * 10ms); })`.
///
/// Makes a reprise::function_backoff, whose page says when to use it. A function that throws ends the run, and the
/// operation's own failure comes out.
/// \tparam Function  The function's type.
/// \tparam Otherwise A reprise::backoff_policy.
/// \param function  Takes the number of the retry, and the computed delay if it wants; returns a reprise::delay_answer.
/// \param otherwise What computes the delay that the function may keep; the default backoff unless given.
/// \return The backoff.
template <class Function, backoff_policy Otherwise = exponential>
[[nodiscard]] constexpr auto from_function(Function function, Otherwise otherwise = Otherwise{}) {
    return function_backoff<Function, Otherwise>{std::move(function), std::move(otherwise)};
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_BACKOFF_FROM_FUNCTION_HPP
