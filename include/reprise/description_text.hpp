// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a description is printed: reprise::to_line, reprise::to_json and reprise::to_markdown.

#ifndef REPRISE_DESCRIPTION_TEXT_HPP
#define REPRISE_DESCRIPTION_TEXT_HPP

#include <reprise/description.hpp>
#include <reprise/policies/duration_text.hpp>
#include <reprise/policies/one_line.hpp>
#include <reprise/policies/quoted_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace reprise {

namespace detail {

// The shortest text that reads back as the same number.
[[nodiscard]] inline std::string number_text(double number) {
    std::array<char, 32> text{};
    auto* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

[[nodiscard]] inline std::string value_text(description_line const& line) {
    switch (line.kind) {
        case described::time: return reprise::to_text(line.time);
        case described::count: return std::to_string(line.count);
        case described::below_zero: return std::to_string(static_cast<std::int64_t>(line.count));
        case described::number: return detail::number_text(line.number);
        case described::flag: return line.count != 0 ? "true" : "false";
        case described::policy:
        case described::text: break;
    }
    return detail::one_line(std::string{line.text});
}

[[nodiscard]] inline std::string json_value(description_line const& line) {
    switch (line.kind) {
        case described::policy: return "\"policy\":" + detail::json_text(line.text);
        case described::time: return "\"nanoseconds\":" + std::to_string(line.time.count());
        case described::text: return "\"value\":" + detail::json_text(line.text);
        case described::number:
            // neither an infinity nor what is no number can be written as a number
            if (!std::isfinite(line.number))
                return "\"value\":" + detail::json_text(detail::value_text(line));
            break;
        case described::count:
        case described::below_zero:
        case described::flag: break;
    }
    return "\"value\":" + detail::value_text(line);
}

// As code in a cell of a table: a bar would end the cell even there, and a backtick the code, unless more of them than
// are in it are around it.
[[nodiscard]] inline std::string markdown_code(std::string_view text) {
    std::size_t longest = 0;
    std::size_t ticks = 0;
    std::string code;
    for (char const letter : text) {
        ticks = letter == '`' ? ticks + 1 : 0;
        longest = std::max(longest, ticks);
        if (letter == '|') code += '\\';
        code += letter;
    }
    std::string const fence(longest + 1, '`');
    auto const* const space = longest > 0 ? " " : "";
    return fence + space + code + space + fence;
}

// "exponential(initial 100ms, factor 2, cap 10s)": a line and all that is part of it; `line` is then behind them.
// NOLINTNEXTLINE(misc-no-recursion): parts have parts
[[nodiscard]] inline std::string line_with_parts(
    description_line const*& line, description_line const* end) {
    auto const depth = line->depth;
    auto text = detail::value_text(*line++);
    char const* between = "(";
    while (line != end && line->depth > depth) {
        text += between;
        text += line->key;
        text += ' ';
        text += detail::line_with_parts(line, end);
        between = ", ";
    }
    if (between[0] == ',') text += ')';
    return text;
}

}  // namespace detail

/// \ingroup core
/// \brief `backoff exponential(initial 100ms, factor 2, cap 10s), jitter full_jitter, ...`
/// \param description What to print.
/// \return The text, on one line.
[[nodiscard]] inline std::string to_line(description const& description) {
    std::string text;
    for (auto const* line = description.begin(); line != description.end();) {
        if (!text.empty()) text += ", ";
        text += line->key;
        text += ' ';
        text += detail::line_with_parts(line, description.end());
    }
    return text;
}

/// \ingroup core
/// \brief A JSON array of policies, each an object with its axis, its name and the array of its parameters.
///
/// `{"name":"backoff","policy":"constant","parameters":[{"name":"delay","nanoseconds":1000000}]}`: times are whole
/// numbers of nanoseconds, and a number that is infinite or none is a text.
/// \param description What to print.
/// \return The text, without line breaks.
[[nodiscard]] inline std::string to_json(description const& description) {
    std::string text = "[";
    std::size_t depth = 0;
    for (auto const& line : description) {
        for (; depth > line.depth; --depth) text += "]}";
        if (text.back() == '}') text += ',';
        text += "{\"name\":" + detail::json_text(line.key) + ',' + detail::json_value(line);
        if (line.kind == described::policy) {
            text += ",\"parameters\":[";
            ++depth;
        } else {
            text += '}';
        }
    }
    for (; depth > 0; --depth) text += "]}";
    return text + "]";
}

/// \ingroup core
/// \brief A Markdown table, one row an axis.
/// \param description What to print.
/// \return The table, each row ended by a line break.
[[nodiscard]] inline std::string to_markdown(description const& description) {
    std::string text = "| axis | policy | parameters |\n|---|---|---|\n";
    for (auto const* line = description.begin(); line != description.end();) {
        auto const depth = line->depth;
        text += "| ";
        text += line->key;
        text += " | " + detail::markdown_code(detail::value_text(*line)) + " | ";
        ++line;
        char const* between = "";
        while (line != description.end() && line->depth > depth) {
            text += between;
            text += line->key;
            text += ' ' + detail::markdown_code(detail::line_with_parts(line, description.end()));
            between = ", ";
        }
        text += " |\n";
    }
    return text;
}

/// \ingroup core
/// \brief Prints a description as reprise::to_line does.
/// \param stream      Where to.
/// \param description What to print.
/// \return The stream.
inline std::ostream& operator<<(std::ostream& stream, description const& description) {
    return stream << reprise::to_line(description);
}

}  // namespace reprise

#endif  // REPRISE_DESCRIPTION_TEXT_HPP
