// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines where the output of an attempt is collected, and what keeps late output out.

#ifndef REPRISE_GRAPH_DETAIL_ATTEMPT_GATE_HPP
#define REPRISE_GRAPH_DETAIL_ATTEMPT_GATE_HPP

#include <reprise/graph/config.hpp>
#include <reprise/graph/execution_info.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace reprise::graph::detail {

template <class Write, class Item>
class attempt_scope;

// How an attempt shows that it goes on.
enum class life_sign : std::uint8_t {
    heartbeat,  // it says so
    yield,      // the run has gone one item further in what it streams
    output      // it writes, emits or calls a child
};

// What an attempt is told of itself.
class attempt_description {
  public:
    void describe(
        graph::config const& config, execution_info const& info, std::stop_token token) noexcept {
        config_ = &config;
        info_ = &info;
        token_ = std::move(token);
    }
    void multiply(std::uint64_t attempts_of_children) noexcept {
        attempts_of_children_ = attempts_of_children;
    }

    [[nodiscard]] graph::config const& config() const noexcept { return *config_; }
    [[nodiscard]] execution_info const& info() const noexcept { return *info_; }
    [[nodiscard]] std::stop_token const& token() const noexcept { return token_; }
    [[nodiscard]] std::uint64_t attempts_of_children() const noexcept {
        return attempts_of_children_;
    }

  private:
    graph::config const* config_ = nullptr;
    execution_info const* info_ = nullptr;
    std::stop_token token_;
    std::uint64_t attempts_of_children_ = 1;
};

// Outlives the attempt, for those who come too late.
template <class Write, class Item>
class attempt_gate {
  public:
    // Who gets an item: called after the gate has been left.
    class receiver {
      public:
        receiver() = default;
        receiver(void* who, void (*receive)(void*, Item&&)) noexcept
            : who_{who}, receive_{receive} {}
        void operator()(Item&& item) const {
            if (receive_ != nullptr) receive_(who_, std::move(item));
        }

      private:
        void* who_ = nullptr;
        void (*receive_)(void*, Item&&) = nullptr;
    };

    explicit attempt_gate(attempt_scope<Write, Item>& scope) noexcept : scope_{&scope} {}

    template <class Action>
    bool enter(Action const& action) {
        std::lock_guard const lock{mutex_};
        if (scope_ == nullptr) return false;
        action(*scope_);
        return true;
    }

    // Hands an item on, without the lock; false where it comes too late.
    bool emit(Item&& item) {
        receiver receive;
        {
            std::lock_guard const lock{mutex_};
            if (scope_ == nullptr) return false;
            receive = scope_->take_item();
            receiving_.push_back(std::this_thread::get_id());
        }
        left_at_end const leaves{this};
        receive(std::move(item));
        return true;
    }

    // An item that another thread is handing on arrives before this returns: it is not mixed into the next attempt, and
    // whoever receives it is still there.
    void close() {
        std::unique_lock lock{mutex_};
        scope_ = nullptr;
        left_.wait(lock, [this] {
            return std::ranges::all_of(receiving_, [](std::thread::id receiving) {
                return receiving == std::this_thread::get_id();
            });
        });
    }

  private:
    struct left_at_end {
        attempt_gate* gate;
        explicit left_at_end(attempt_gate* left) noexcept : gate{left} {}
        left_at_end(left_at_end const&) = delete;
        left_at_end& operator=(left_at_end const&) = delete;
        ~left_at_end() { gate->leave(); }
    };

    void leave() {
        std::lock_guard const lock{mutex_};
        receiving_.erase(std::ranges::find(receiving_, std::this_thread::get_id()));
        left_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable left_;
    std::vector<std::thread::id> receiving_;
    attempt_scope<Write, Item>* scope_;
};

// What the processor of an attempt works with. One for a whole run: opened and closed with each attempt.
//
// Only where somebody asked for a gate there is one, with a lock and a place on the heap.
template <class Write, class Item>
class attempt_scope {
  public:
    using gate = attempt_gate<Write, Item>;

    // What the run wants to know.
    struct listener {
        void* run = nullptr;
        void (*progressed)(void* run, life_sign sign) = nullptr;
    };

    attempt_scope(std::vector<Write>& target, typename gate::receiver receiver) noexcept
        : target_{&target}, receiver_{receiver} {}

    attempt_scope(attempt_scope const&) = delete;
    attempt_scope& operator=(attempt_scope const&) = delete;
    ~attempt_scope() { close(); }

    void open() noexcept { open_ = true; }

    // whoever has a gate finds it closed from now on
    void close() {
        open_ = false;
        if (gate_ == nullptr) return;
        gate_->close();
        gate_.reset();
    }

    [[nodiscard]] std::shared_ptr<gate> const& share() {
        if (gate_ == nullptr) gate_ = std::make_shared<gate>(*this);
        return gate_;
    }

    template <class Action>
    bool enter(Action const& action) {
        if (gate_ != nullptr) {
            auto const held = gate_;  // another thread may close it
            return held->enter(action);
        }
        if (open_) action(*this);
        return open_;
    }

    // Hands an item on; false where the attempt is over.
    bool emit(Item&& item) {
        if (gate_ != nullptr) {
            auto const held = gate_;  // another thread may close it
            return held->emit(std::move(item));
        }
        if (open_) take_item()(std::move(item));
        return open_;
    }

    // Does what nobody with a gate may see half of.
    template <class Action>
    void exclusively(Action const& action) {
        if (gate_ == nullptr) {
            action();
        } else {
            gate_->enter([&action](auto& /*scope*/) { action(); });
        }
    }

    // inside of enter

    void take_write(Write&& write) {
        target_->push_back(std::move(write));
        show(life_sign::output);
    }
    [[nodiscard]] typename gate::receiver take_item() {
        show(life_sign::output);
        return receiver_;
    }
    void show(life_sign sign) {
        if (listener_.progressed != nullptr) listener_.progressed(listener_.run, sign);
    }

    // for the run

    void listen(listener heard) noexcept { listener_ = heard; }
    [[nodiscard]] attempt_description& description() noexcept { return described_; }

  private:
    std::vector<Write>* target_;
    typename gate::receiver receiver_;
    listener listener_;
    std::shared_ptr<gate> gate_;
    attempt_description described_;
    bool open_ = false;
};

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_ATTEMPT_GATE_HPP
