// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::stop_on.

#ifndef REPRISE_POLICIES_STOP_STOP_ON_HPP
#define REPRISE_POLICIES_STOP_STOP_ON_HPP

#include <reprise/concepts/stop_policy.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// Requests a stop of its own source when one of two tokens is requested to. A template, of std::stop_token alone, so
// that a program that links none does not compile it.
template <class Token>
class linked_tokens {
  public:
    linked_tokens(Token first, Token second)
        : first_{std::move(first), forward{source_}},
          second_{std::move(second), forward{source_}} {}

    [[nodiscard]] Token token() const noexcept { return source_.get_token(); }

  private:
    struct forward {
        std::stop_source source;
        // NOLINTNEXTLINE(readability-make-member-function-const): it acts
        void operator()() noexcept { source.request_stop(); }
    };

    std::stop_source source_;
    std::stop_callback<forward> first_;
    std::stop_callback<forward> second_;
};

}  // namespace detail

/// \ingroup stop
/// \brief Until a stop is requested of a `std::stop_token`: a wait ends at once, and there is no further attempt.
///
/// It limits nothing by itself: write `attempts{5} || stop_on{token}`, or `forever{} || stop_on{token}` where that is
/// meant. The token reaches the operation too, in reprise::attempt::stop_token().
///
/// \when A run has to end when the program does, or when whoever asked has gone away.
///
/// \whennot Time is what limits the run: reprise::elapsed and reprise::deadline need no thread that requests a stop.
///
/// \bounds A wait ends promptly after the request, and no further attempt is made. An attempt that runs is not
/// interrupted unless the operation heeds the token itself.
///
/// \picture{stop_on, A run that is stopped in a wait}
///
/// \snippet docs/examples/stop_conditions.cpp stop_on
///
/// \model{reprise::stop_policy}
class stop_on {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "stop_on";

    /// \brief Heeds `token`.
    /// \param token The token.
    explicit stop_on(std::stop_token token) noexcept : token_{std::move(token)} {}

    /// \brief Heeds two tokens, such as a request's and the program's: either is enough.
    /// \tparam Token `std::stop_token`.
    /// \param first  A token.
    /// \param second Another.
    /// \throws std::bad_alloc if there is no memory for the link between them.
    template <class Token = std::stop_token>
    stop_on(std::stop_token first, std::type_identity_t<Token> second)
        : stop_on{std::make_shared<detail::linked_tokens<Token> const>(
              std::move(first), std::move(second))} {}

    /// \brief Whether a stop was requested.
    /// \param query Does not matter.
    /// \return The reason, reprise::stop_reason::cancelled, or nothing.
    [[nodiscard]] std::optional<stop_reason> stops(
        [[maybe_unused]] stop_query const& query) const noexcept {
        if (token_.stop_requested()) return stop_reason::cancelled;
        return std::nullopt;
    }

    /// \brief The token.
    /// \return A copy, which shares the stop state.
    [[nodiscard]] std::stop_token token() const noexcept { return token_; }

  private:
    template <class Token>
    explicit stop_on(std::shared_ptr<detail::linked_tokens<Token> const> link)
        : token_{link->token()}, link_{std::move(link)} {}

    std::stop_token token_;
    std::shared_ptr<void const> link_;
};

static_assert(stop_policy<stop_on>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_STOP_STOP_ON_HPP
