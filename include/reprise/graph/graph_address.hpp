// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::graph_address.

#ifndef REPRISE_GRAPH_GRAPH_ADDRESS_HPP
#define REPRISE_GRAPH_GRAPH_ADDRESS_HPP

#include <reprise/graph/checkpoint_namespace.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief Which graph a command is for. A graph is named by the task that hosts it.
///
/// A typed address matches what it names and nothing else. A bare text matches like LangGraph's: the host's whole
/// namespace, or that without ids, or the host's name; the innermost host that matches takes the command, which may be
/// the wrong one where names repeat.
class graph_address {
  public:
    /// \brief What an address says.
    enum class kind : std::uint8_t {
        current,  ///< The graph in which the command is made.
        parent,   ///< The graph around that one.
        place,    ///< The graph whose host has exactly this namespace.
        path,     ///< The graph whose host has this namespace, ids and numeric levels left out.
        node,     ///< The innermost enclosing graph whose host has this name.
        text      ///< Any of the three, as in LangGraph.
    };

    /// \brief What LangGraph writes for the parent.
    static constexpr std::string_view parent_text = "__parent__";

    /// \brief The graph in which the command is made.
    graph_address() = default;

    /// \brief A bare text.
    /// \param text `__parent__`, or what a host is matched by.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): as in LangGraph
    graph_address(std::string text)
        : kind_{text == parent_text ? kind::parent : kind::text}, text_{std::move(text)} {}

    /// \brief A bare text.
    /// \param text `__parent__`, or what a host is matched by.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): as in LangGraph
    graph_address(char const* text) : graph_address{std::string{text}} {}

    /// \brief The graph around the current one.
    /// \return Its address.
    [[nodiscard]] static graph_address parent() { return {kind::parent, std::string{parent_text}}; }

    /// \brief The graph whose host has exactly this namespace.
    /// \param host The host's namespace.
    /// \return Its address.
    [[nodiscard]] static graph_address at(checkpoint_namespace const& host) {
        return {kind::place, host.text()};
    }

    /// \brief The graph whose host has these names on its way.
    /// \param names The names with `|` between them.
    /// \return Its address.
    [[nodiscard]] static graph_address path(std::string names) {
        return {kind::path, std::move(names)};
    }

    /// \brief The innermost enclosing graph whose host is of a node.
    /// \param name The node's name.
    /// \return Its address.
    [[nodiscard]] static graph_address node(std::string name) {
        return {kind::node, std::move(name)};
    }

    /// \brief What the address says.
    /// \return Its kind.
    [[nodiscard]] kind what() const noexcept { return kind_; }

    /// \brief As text, the way LangGraph writes it.
    /// \return The text; empty for the current graph.
    [[nodiscard]] std::string const& text() const noexcept { return text_; }

    /// \brief Whether a task hosts the graph that is meant.
    /// \param host  The task's namespace.
    /// \param name  The task's name.
    /// \param typed Whether the kind counts; if not, every address is compared like a bare text.
    /// \return Whether it matches.
    [[nodiscard]] bool is_hosted_by(
        checkpoint_namespace const& host, std::string_view name, bool typed) const {
        if (kind_ == kind::current) return false;
        if (!typed || kind_ == kind::text || kind_ == kind::parent)
            return text_ == host.text() || text_ == host.recast().text() || text_ == name;
        if (kind_ == kind::place) return text_ == host.text();
        return kind_ == kind::path ? text_ == host.recast().text() : text_ == name;
    }

    /// \brief Same kind and text.
    /// \param a An address.
    /// \param b An address.
    /// \return Whether they are equal.
    friend bool operator==(graph_address const& a, graph_address const& b) noexcept = default;

  private:
    graph_address(kind what, std::string text) : kind_{what}, text_{std::move(text)} {}

    kind kind_ = kind::current;
    std::string text_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_GRAPH_ADDRESS_HPP
