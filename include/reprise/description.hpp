// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::description: what a policy is made of, as a value.

#ifndef REPRISE_DESCRIPTION_HPP
#define REPRISE_DESCRIPTION_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/require.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace reprise {

/// \ingroup core
/// \brief What a line of a description holds.
enum class described : std::uint8_t {
    policy,      ///< A policy, by its name; its parameters follow, one deeper.
    time,        ///< A duration.
    count,       ///< A whole number.
    below_zero,  ///< A whole number that is negative.
    number,      ///< Any number.
    flag,        ///< Whether something is so.
    text         ///< A name, such as that of a type.
};

/// \ingroup core
/// \brief One line of a description: a policy or a parameter of one.
struct description_line {
    std::size_t depth = 0;                      ///< How many policies it is part of.
    described kind = described::policy;         ///< Which of the following counts.
    std::string_view key{};                     ///< The axis, or the name of the parameter.
    std::string_view text{};                    ///< The policy's name, or the text.
    reprise::duration time = duration::zero();  ///< The duration.
    std::uint64_t count = 0;  ///< The whole number, modulo 2^64; 1 for a set flag.
    double number = 0;        ///< The number.

    /// \brief Same line.
    /// \param a A line.
    /// \param b A line.
    /// \return Whether they are equal.
    friend constexpr bool operator==(
        description_line const& a, description_line const& b) noexcept = default;
};

/// \ingroup core
/// \brief What a policy is made of, as a value that can be compared, also at compile time.
///
/// Made by reprise::describe, or by hand as what a test expects:
///
/// \snippet docs/examples/describe.cpp golden
class description {
  public:
    /// \brief How many lines there is room for.
    static constexpr std::size_t capacity = 64;

    /// \brief Begins a policy; what is added until reprise::description::close() is part of it.
    /// \param key  The axis, or the name of the parameter that the policy is.
    /// \param name The policy's name.
    /// \return This description.
    /// \throws std::invalid_argument if there are too many lines.
    constexpr description& open(std::string_view key, std::string_view name) {
        add({.kind = described::policy, .key = key, .text = name});
        ++depth_;
        return *this;
    }

    /// \brief Ends the policy that was begun last.
    /// \return This description.
    constexpr description& close() noexcept {
        if (depth_ > 0) --depth_;
        return *this;
    }

    /// \brief Adds a parameter.
    /// \tparam Value A duration, a whole number, any number, a `bool` or a text.
    /// \param key   Its name.
    /// \param value Its value.
    /// \return This description.
    /// \throws std::invalid_argument if there are too many lines.
    template <class Value>
        requires std::convertible_to<Value, any_duration> || std::is_arithmetic_v<Value> ||
                 std::convertible_to<Value, std::string_view>
    constexpr description& with(std::string_view key, Value value) {
        if constexpr (std::same_as<Value, bool>) {
            add({.kind = described::flag, .key = key, .count = value ? 1U : 0U});
        } else if constexpr (std::integral<Value>) {
            // of the same number, whatever its type, the line is the same
            auto kind = described::count;
            if constexpr (std::is_signed_v<Value>) {
                if (value < 0) kind = described::below_zero;
            }
            add({.kind = kind, .key = key, .count = static_cast<std::uint64_t>(value)});
        } else if constexpr (std::floating_point<Value>) {
            add({.kind = described::number, .key = key, .number = static_cast<double>(value)});
        } else if constexpr (std::convertible_to<Value, std::string_view>) {
            add({.kind = described::text, .key = key, .text = std::string_view{value}});
        } else {
            add({.kind = described::time, .key = key, .time = any_duration{value}.value()});
        }
        return *this;
    }

    /// \brief The first line.
    /// \return A pointer to it.
    [[nodiscard]] constexpr description_line const* begin() const noexcept { return lines_.data(); }

    /// \brief The end of the lines.
    /// \return A pointer behind the last.
    [[nodiscard]] constexpr description_line const* end() const noexcept {
        return lines_.data() + size_;
    }

    /// \brief How many lines there are.
    /// \return The number.
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }

    /// \brief Same lines, in the same order.
    /// \param a A description.
    /// \param b A description.
    /// \return Whether they are equal.
    friend constexpr bool operator==(description const& a, description const& b) noexcept {
        if (a.size_ != b.size_) return false;
        for (std::size_t i = 0; i < a.size_; ++i) {
            if (!(a.lines_[i] == b.lines_[i])) return false;
        }
        return true;
    }

  private:
    constexpr void add(description_line line) {
        detail::require(size_ < capacity, "describe: the policy has too many parts", size_ + 1);
        line.depth = depth_;
        lines_[size_++] = line;
    }

    std::array<description_line, capacity> lines_{};
    std::size_t size_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_DESCRIPTION_HPP
