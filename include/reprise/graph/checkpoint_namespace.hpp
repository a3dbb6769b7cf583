// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::checkpoint_namespace.

#ifndef REPRISE_GRAPH_CHECKPOINT_NAMESPACE_HPP
#define REPRISE_GRAPH_CHECKPOINT_NAMESPACE_HPP

#include <array>
#include <compare>
#include <cstddef>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::graph {

namespace detail {

// What Python's str.isdigit accepts of what occurs in practice: ASCII digits, superscripts and subscripts, in UTF-8.
inline constexpr std::array<std::string_view, 20> raised_and_lowered_digits{
    "\u00b2", "\u00b3", "\u00b9", "\u2070", "\u2074", "\u2075", "\u2076",
    "\u2077", "\u2078", "\u2079", "\u2080", "\u2081", "\u2082", "\u2083",
    "\u2084", "\u2085", "\u2086", "\u2087", "\u2088", "\u2089"};

[[nodiscard]] constexpr bool is_numeric_level(std::string_view level) noexcept {
    if (level.empty()) return false;
    while (!level.empty()) {
        std::size_t used = level.front() >= '0' && level.front() <= '9' ? 1 : 0;
        for (auto const digit : raised_and_lowered_digits) {
            if (level.starts_with(digit)) used = digit.size();
        }
        if (used == 0) return false;
        level.remove_prefix(used);
    }
    return true;
}

}  // namespace detail

/// \ingroup graph
/// \brief Where in a graph of graphs a task runs: `parent:1|1|child:7` is node `child` with task id `7`, in the second
/// subgraph that task `1` of node `parent` has called.
///
/// Levels are separated by `|`; a level is a node's name, or a name and a task's id after a `:`, or a number, which
/// counts the subgraphs that one task calls from the second on. The root is empty.
///
/// A value: copying copies the text.
class checkpoint_namespace {
  public:
    /// \brief Between two levels.
    static constexpr char separator = '|';
    /// \brief Between a node's name and a task's id.
    static constexpr char name_end = ':';

    /// \brief The root.
    checkpoint_namespace() = default;

    /// \brief Reads a namespace.
    /// \param text The text; empty for the root.
    /// \return The namespace.
    /// \throws std::invalid_argument if a level is empty, or has no name before its id.
    [[nodiscard]] static checkpoint_namespace parse(std::string_view text) {
        checkpoint_namespace parsed;
        parsed.text_ = text;
        for (auto const level : parsed.levels()) {
            if (level.empty() || level.front() == name_end) {
                throw std::invalid_argument{
                    "checkpoint namespace: every level needs a name, as in 'node:id|child:id', got '" +
                    parsed.text_ + "'"};
            }
        }
        return parsed;
    }

    /// \brief The namespace of a task one level further down.
    /// \param node    The node's name, without `|` and `:`.
    /// \param task_id The task's id, without `|`; empty for none.
    /// \return This namespace and one more level.
    /// \throws std::invalid_argument if the name is empty or holds a separator, or the id does.
    [[nodiscard]] checkpoint_namespace child(
        std::string_view node, std::string_view task_id = {}) const {
        if (node.empty() || node.find_first_of("|:") != std::string_view::npos ||
            task_id.find(separator) != std::string_view::npos) {
            throw std::invalid_argument{
                "checkpoint namespace: a node's name must not be empty or hold '|' or ':', got '" +
                std::string{node} + "' with id '" + std::string{task_id} + "'"};
        }
        auto added = std::string{node};
        if (!task_id.empty()) added += name_end + std::string{task_id};
        return joined(added);
    }

    /// \brief The namespace that the subgraph with a number gets: the first (0) gets this one, the second a level `1`.
    /// \param index How many subgraphs the same task has called before.
    /// \return The namespace of the subgraph.
    [[nodiscard]] checkpoint_namespace subgraph(std::size_t index) const {
        return index == 0 ? *this : joined(std::to_string(index));
    }

    /// \brief The names alone: without ids and numeric levels.
    /// \return `parent|child` for `parent:1|1|child:7`.
    [[nodiscard]] checkpoint_namespace recast() const {
        checkpoint_namespace names;
        for (auto const level : levels()) {
            if (!detail::is_numeric_level(level))
                names = names.joined(level.substr(0, level.find(name_end)));
        }
        return names;
    }

    /// \brief The namespace of the task that hosts the graph in which this one's task runs.
    ///
    /// Numeric levels at the end, the last named level, and numeric levels before it are dropped.
    /// \return `parent:1` for `parent:1|1|child:7`; the root for a task of the outermost graph.
    [[nodiscard]] checkpoint_namespace parent() const {
        auto kept = levels();
        auto const drop_numbers = [&kept] {
            while (!kept.empty() && detail::is_numeric_level(kept.back())) kept.pop_back();
        };
        drop_numbers();
        if (!kept.empty()) kept.pop_back();
        drop_numbers();
        checkpoint_namespace above;
        for (auto const level : kept) above = above.joined(level);
        return above;
    }

    /// \brief Whether it is the root.
    /// \return True if there is no level.
    [[nodiscard]] bool is_root() const noexcept { return text_.empty(); }

    /// \brief As it is written down.
    /// \return The text.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

    /// \brief The levels, outermost first.
    /// \return Views of the text, valid as long as this object is unchanged.
    [[nodiscard]] std::vector<std::string_view> levels() const {
        std::vector<std::string_view> found;
        std::string_view rest = text_;
        while (!rest.empty()) {
            auto const end = rest.find(separator);
            found.push_back(rest.substr(0, end));
            if (end == std::string_view::npos) break;
            rest.remove_prefix(end + 1);
            if (rest.empty()) found.emplace_back();
        }
        return found;
    }

    /// \brief Same text.
    /// \param a A namespace.
    /// \param b A namespace.
    /// \return Whether they are equal.
    friend bool operator==(checkpoint_namespace const& a, checkpoint_namespace const& b) noexcept =
        default;

    /// \brief By the text, for ordered containers.
    /// \param a A namespace.
    /// \param b A namespace.
    /// \return The order.
    friend std::strong_ordering operator<=>(
        checkpoint_namespace const& a, checkpoint_namespace const& b) noexcept = default;

    /// \brief Prints the text.
    /// \param out   The stream.
    /// \param place A namespace.
    /// \return The stream.
    friend std::ostream& operator<<(std::ostream& out, checkpoint_namespace const& place) {
        return out << place.text_;
    }

  private:
    [[nodiscard]] checkpoint_namespace joined(std::string_view level) const {
        checkpoint_namespace longer;
        longer.text_.reserve(text_.size() + 1 + level.size());
        longer.text_ = text_;
        if (!text_.empty()) longer.text_ += separator;
        longer.text_ += level;
        return longer;
    }

    std::string text_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_CHECKPOINT_NAMESPACE_HPP
