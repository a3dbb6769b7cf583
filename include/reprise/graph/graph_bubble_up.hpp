// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::graph_bubble_up, the root of what is thrown through a graph without being a failure.

#ifndef REPRISE_GRAPH_GRAPH_BUBBLE_UP_HPP
#define REPRISE_GRAPH_GRAPH_BUBBLE_UP_HPP

#include <reprise/policies/classify/mark.hpp>

#include <any>
#include <exception>
#include <string>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief Control flow that goes up through the graphs. It is no failure: it is never retried, noted or handled.
///
/// Its mark says so to every policy, inside a graph and outside.
class graph_bubble_up : public std::exception, public mark {
  public:
    /// \brief With a text.
    /// \param text What `what()` returns.
    explicit graph_bubble_up(std::string text = "graph bubble-up")
        : mark{verdict::permanent()}, text_{std::move(text)} {}

    /// \brief What it is.
    /// \return The text.
    [[nodiscard]] char const* what() const noexcept override { return text_.c_str(); }

  protected:
    /// \brief Replaces the text.
    /// \param text The new one.
    void say(std::string text) { text_ = std::move(text); }

  private:
    std::string text_;
};

/// \ingroup graph
/// \brief A node asks somebody outside of the graph and waits for the answer.
class graph_interrupt : public graph_bubble_up {
  public:
    /// \brief With what is asked.
    /// \param value What the node asks; anything.
    explicit graph_interrupt(std::any value = {})
        : graph_bubble_up{"graph interrupted"}, value_{std::move(value)} {}

    /// \brief What the node asks.
    /// \return The value.
    [[nodiscard]] std::any const& value() const noexcept { return value_; }

  private:
    std::any value_;
};

/// \ingroup graph
/// \brief The graph was asked to end at the next opportunity.
class graph_drained : public graph_bubble_up {
  public:
    /// \brief With a reason.
    /// \param reason Why.
    explicit graph_drained(std::string reason = "shutdown")
        : graph_bubble_up{"Graph drained: " + reason}, reason_{std::move(reason)} {}

    /// \brief Why.
    /// \return The reason.
    [[nodiscard]] std::string const& reason() const noexcept { return reason_; }

  private:
    std::string reason_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_GRAPH_BUBBLE_UP_HPP
