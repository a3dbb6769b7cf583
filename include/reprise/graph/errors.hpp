// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the errors of tasks: cancellation and timeouts, and the record that error handlers get.

#ifndef REPRISE_GRAPH_ERRORS_HPP
#define REPRISE_GRAPH_ERRORS_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/graph/detail/seconds_text.hpp>
#include <reprise/policies/classify/mark.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief Work was cancelled; thrown by a node that heeds its token, or that stops itself. Never retried.
class cancelled : public std::exception, public mark {
  public:
    /// \brief Without further ado.
    cancelled() noexcept : mark{verdict::permanent()} {}

    /// \brief What it is.
    /// \return `cancelled`.
    [[nodiscard]] char const* what() const noexcept override { return "cancelled"; }
};

/// \ingroup graph
/// \brief A node said that it was cancelled although nobody had cancelled it.
///
/// What the node threw is nested in it. An enclosing node's policy may retry it like any other failure.
class node_cancelled_error : public std::runtime_error {
  public:
    /// \brief Of a node.
    /// \param node The node's name.
    explicit node_cancelled_error(std::string node)
        : std::runtime_error{"Node '" + node + "' raised cancelled"}, node_{std::move(node)} {}

    /// \brief Which node.
    /// \return Its name.
    [[nodiscard]] std::string const& node() const noexcept { return node_; }

  private:
    std::string node_;
};

/// \ingroup graph
/// \brief Which limit of a reprise::graph::timeout_policy was passed.
enum class timeout_kind : std::uint8_t {
    run,  ///< The attempt took too long.
    idle  ///< The attempt made no progress for too long.
};

/// \ingroup graph
/// \brief The limit as it is spelled in messages.
/// \param kind A limit.
/// \return Its name.
[[nodiscard]] constexpr std::string_view to_string(timeout_kind kind) noexcept {
    return kind == timeout_kind::run ? "run" : "idle";
}

/// \ingroup graph
/// \brief An attempt took too long, or made no progress for too long.
///
/// On purpose no generic timeout: what a node's own calls report (`std::errc::timed_out`, say) is not retried by
/// reprise::graph::default_retry_on, and this is.
class node_timeout_error : public std::exception {
  public:
    /// \brief Says which limit was passed.
    /// \param node         The node's name.
    /// \param kind         Which limit.
    /// \param run_timeout  The limit on the whole attempt, if there is one.
    /// \param idle_timeout The limit between signs of life, if there is one.
    /// \param elapsed      How long the attempt had run.
    node_timeout_error(
        std::string node, timeout_kind kind, std::optional<duration> run_timeout,
        std::optional<duration> idle_timeout, duration elapsed)
        : node_{std::move(node)},
          kind_{kind},
          run_timeout_{run_timeout},
          idle_timeout_{idle_timeout},
          elapsed_{elapsed},
          text_{message()} {}

    /// \brief What happened, with the limit and the time in seconds to the millisecond.
    /// \return The text.
    [[nodiscard]] char const* what() const noexcept override { return text_.c_str(); }

    /// \brief Which node.
    /// \return Its name.
    [[nodiscard]] std::string const& node() const noexcept { return node_; }
    /// \brief Which limit was passed.
    /// \return Its kind.
    [[nodiscard]] timeout_kind kind() const noexcept { return kind_; }
    /// \brief The limit that was passed.
    /// \return The time.
    [[nodiscard]] duration timeout() const noexcept {
        return (kind_ == timeout_kind::run ? run_timeout_ : idle_timeout_)
            .value_or(duration::zero());
    }
    /// \brief The limit on the whole attempt.
    /// \return The time, or nothing.
    [[nodiscard]] std::optional<duration> run_timeout() const noexcept { return run_timeout_; }
    /// \brief The limit between signs of life.
    /// \return The time, or nothing.
    [[nodiscard]] std::optional<duration> idle_timeout() const noexcept { return idle_timeout_; }
    /// \brief How long the attempt had run.
    /// \return The time.
    [[nodiscard]] duration elapsed() const noexcept { return elapsed_; }

  private:
    [[nodiscard]] std::string message() const {
        auto const limit = detail::seconds_text(timeout(), 3);
        auto const spent = detail::seconds_text(elapsed_, 3);
        return "Node '" + node_ + "' exceeded its " + std::string{to_string(kind_)} +
               " timeout of " + limit + "s " +
               (kind_ == timeout_kind::run ? "" : "without making progress ") +
               "(elapsed: " + spent + "s).";
    }

    std::string node_;
    timeout_kind kind_;
    std::optional<duration> run_timeout_;
    std::optional<duration> idle_timeout_;
    duration elapsed_;
    std::string text_;
};

/// \ingroup graph
/// \brief What an error handler gets: which node failed, and with what.
struct node_error {
    std::string node;          ///< The node's name.
    std::exception_ptr error;  ///< What its last attempt threw.
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_ERRORS_HPP
