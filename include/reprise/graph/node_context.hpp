// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::graph::node_context and reprise::graph::attempt_sink: where an attempt's output goes.

#ifndef REPRISE_GRAPH_NODE_CONTEXT_HPP
#define REPRISE_GRAPH_NODE_CONTEXT_HPP

#include <reprise/graph/config.hpp>
#include <reprise/graph/detail/attempt_gate.hpp>
#include <reprise/graph/errors.hpp>
#include <reprise/graph/execution_info.hpp>

#include <functional>  // std::invoke
#include <memory>
#include <stop_token>
#include <string_view>
#include <utility>

namespace reprise::graph {

/// \ingroup graph
/// \brief A way into an attempt for other threads; it may outlive the attempt, and drops what comes too late.
///
/// Any number of threads may use copies of one at once.
/// \tparam Write What the task writes.
/// \tparam Item  What it streams.
template <class Write, class Item>
class attempt_sink {
  public:
    /// \brief Writes.
    /// \param write What.
    /// \return Whether the attempt still took it.
    bool write(Write write) const {
        return gate_->enter([&](auto& scope) { scope.take_write(std::move(write)); });
    }

    /// \brief Streams an item. Whoever receives it is called without a lock; the end of the attempt waits for that.
    /// \param item The item.
    /// \return Whether the attempt still took it.
    bool emit(Item item) const { return gate_->emit(std::move(item)); }

    /// \brief Shows a sign of life.
    /// \return Whether the attempt still goes on.
    bool heartbeat() const {
        return gate_->enter([](auto& scope) { scope.show(detail::life_sign::heartbeat); });
    }

    /// \brief Whether the attempt still goes on.
    /// \return False once it is over.
    [[nodiscard]] bool is_open() const {
        return gate_->enter([](auto& /*scope*/) {});
    }

  private:
    template <class, class>
    friend class node_context;
    explicit attempt_sink(std::shared_ptr<detail::attempt_gate<Write, Item>> gate) noexcept
        : gate_{std::move(gate)} {}

    std::shared_ptr<detail::attempt_gate<Write, Item>> gate_;
};

/// \ingroup graph
/// \brief What a processor is told of its attempt, and where its output goes. Valid during the attempt.
///
/// What it writes arrives when the attempt succeeds; see reprise::graph::semantics::staged_writes. To be used by the
/// thread that runs the processor; other threads get a reprise::graph::attempt_sink.
/// \tparam Write What the task writes.
/// \tparam Item  What it streams.
template <class Write, class Item>
class node_context {
    using gate = detail::attempt_gate<Write, Item>;

  public:
    /// \brief The config of the attempt.
    /// \return The task's config, and what the run put over it.
    [[nodiscard]] graph::config const& config() const noexcept { return described_->config(); }

    /// \brief Which attempt it is.
    /// \return The numbers and ids.
    [[nodiscard]] execution_info const& info() const noexcept { return described_->info(); }

    /// \brief Says that the attempt shall end.
    /// \return The token of the run, or of the attempt where it has a timeout.
    [[nodiscard]] std::stop_token const& stop_token() const noexcept { return described_->token(); }

    /// \brief Writes.
    /// \param write What.
    /// \return Whether the attempt still took it.
    bool write(Write write) const {
        return enter([&](auto& scope) { scope.take_write(std::move(write)); });
    }

    /// \brief Streams an item to whoever receives them, see reprise::graph::run_options::on_item.
    /// \param item The item.
    /// \return Whether the attempt still took it.
    bool emit(Item item) const {
        return gate_ != nullptr ? gate_->emit(std::move(item)) : scope_->emit(std::move(item));
    }

    /// \brief Shows a sign of life: the idle timeout begins anew.
    void heartbeat() const {
        enter([](auto& scope) { scope.show(detail::life_sign::heartbeat); });
    }

    /// \brief Calls a child: a task, a subgraph.
    /// \tparam Child The child.
    /// \param child Called without arguments, without a lock.
    /// \return What it returns.
    /// \throws reprise::graph::cancelled if the attempt is over.
    template <class Child>
    decltype(auto) call(Child&& child) const {
        if (!enter([](auto& scope) { scope.show(detail::life_sign::output); })) throw cancelled{};
        return std::invoke(std::forward<Child>(child));
    }

    /// \brief The config for a child of this task.
    /// \param node    The child's name.
    /// \param task_id The child's task id.
    /// \return This config with the child's namespace, and with what this task may do to it by retrying.
    [[nodiscard]] graph::config child_config(
        std::string_view node, std::string_view task_id = {}) const {
        auto child = config();
        auto const here = child.checkpoint_namespace.value_or(checkpoint_namespace{});
        child.checkpoint_namespace = here.child(node, task_id);
        child.task_id.reset();
        child.enclosing_attempts = described_->attempts_of_children();
        return child;
    }

    /// \brief A way in for other threads.
    /// \return A sink, which may outlive the attempt.
    /// \throws std::bad_alloc if there is no memory for it.
    [[nodiscard]] attempt_sink<Write, Item> sink() const {
        return attempt_sink<Write, Item>{gate_ != nullptr ? gate_ : scope_->share()};
    }

    /// \cond
    // the run has gone one item further; whether the attempt still goes on
    [[nodiscard]] bool progressed() const {
        return enter([](auto& scope) { scope.show(detail::life_sign::yield); });
    }
    // for an attempt that the run waits for
    explicit node_context(detail::attempt_scope<Write, Item>& scope) noexcept
        : described_{&scope.description()}, scope_{&scope} {}
    // for one that may be given up: the description is somebody's who outlives it
    node_context(detail::attempt_description const& described, std::shared_ptr<gate> in) noexcept
        : described_{&described}, gate_{std::move(in)} {}
    /// \endcond

  private:
    template <class Action>
    bool enter(Action const& action) const {
        return gate_ != nullptr ? gate_->enter(action) : scope_->enter(action);
    }

    detail::attempt_description const* described_;
    detail::attempt_scope<Write, Item>* scope_ = nullptr;
    std::shared_ptr<gate> gate_;
};

}  // namespace reprise::graph

#endif  // REPRISE_GRAPH_NODE_CONTEXT_HPP
