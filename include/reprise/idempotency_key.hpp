// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::idempotency_key.

#ifndef REPRISE_IDEMPOTENCY_KEY_HPP
#define REPRISE_IDEMPOTENCY_KEY_HPP

#include <reprise/concepts/random_policy.hpp>
#include <reprise/policies/require.hpp>

#include <concepts>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief A key by which the other side knows that a repeated request is the same request.
///
/// It is the same in every attempt of a run (see reprise::with_key); the other side carries out the first request with
/// a key and answers later ones with the first one's result. It goes into a header, so it holds visible ASCII only.
class idempotency_key {
  public:
    /// \brief A key that identifies the work: an order number, say.
    /// \tparam Text What a `std::string` can be made of.
    /// \param text The key, visible ASCII without spaces, not empty.
    /// \throws std::invalid_argument if it is anything else.
    template <std::convertible_to<std::string> Text>
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): with_key("order-17", operation)
    idempotency_key(Text&& text) : text_(std::forward<Text>(text)) {
        bool visible = !text_.empty();
        for (char const letter : text_) visible &= letter > ' ' && letter <= '~';
        detail::require(
            visible, "idempotency_key: the key must be visible ASCII without spaces, and not empty",
            text_);
    }

    /// \brief A key that nobody else has: a random UUID (RFC 9562, version 4), for work that has no name of its own.
    ///
    /// It must be kept as long as the work may be repeated: across a restart of the program, if the work is. All its
    /// 122 random bits come from `std::random_device`.
    /// \return A new key, 36 characters.
    /// \throws What `std::random_device` throws where the system has no randomness to give.
    [[nodiscard]] static idempotency_key random() {
        std::random_device device;
        auto const word = [&device] { return std::uint64_t{device()} << 32U | device(); };
        std::uint64_t const high = word();
        return of_words(high, word());
    }

    /// \brief The same from a source of your own, for tests.
    /// \tparam Random A reprise::random_policy.
    /// \param random Where the randomness comes from; two words are drawn.
    /// \return A new key, 36 characters.
    template <random_policy Random>
    [[nodiscard]] static idempotency_key random(Random const& random) {
        auto stream = detail::unwrap(random).stream();
        std::uint64_t const high = stream();
        return of_words(high, stream());
    }

    /// \brief The key as it was given.
    /// \return Its text.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

    /// \brief The value of an `Idempotency-Key` header: the key as a quoted string of RFC 8941, as the draft
    /// draft-ietf-httpapi-idempotency-key-header wants it. Services that came before it often want the bare text().
    /// \return `"order-17"`, with the quotes.
    [[nodiscard]] std::string header_value() const {
        std::string quoted{'"'};
        for (char const letter : text_) {
            if (letter == '"' || letter == '\\') quoted += '\\';
            quoted += letter;
        }
        return quoted + '"';
    }

    /// \brief Same key.
    /// \param a A key.
    /// \param b A key.
    /// \return Whether they are equal.
    friend bool operator==(idempotency_key const& a, idempotency_key const& b) noexcept = default;

  private:
    [[nodiscard]] static idempotency_key of_words(std::uint64_t high, std::uint64_t low) {
        constexpr std::uint64_t version_mask = 0xf000;
        constexpr std::uint64_t version_4 = 0x4000;
        constexpr std::uint64_t variant_mask = std::uint64_t{0b11} << 62U;
        constexpr std::uint64_t variant_rfc = std::uint64_t{0b10} << 62U;
        high = (high & ~version_mask) | version_4;
        low = (low & ~variant_mask) | variant_rfc;
        std::string text;
        text.reserve(36);
        for (auto const word : {high, low}) {
            for (unsigned shift = 64; shift > 0;) {
                shift -= 4;
                text += "0123456789abcdef"[word >> shift & 0xfU];
                auto const length = text.size();
                if (length == 8 || length == 13 || length == 18 || length == 23) text += '-';
            }
        }
        return idempotency_key{std::move(text)};
    }

    std::string text_;
};

}  // namespace reprise

#endif  // REPRISE_IDEMPOTENCY_KEY_HPP
