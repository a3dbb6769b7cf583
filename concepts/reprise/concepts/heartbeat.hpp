// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::heartbeat.

#ifndef REPRISE_CONCEPTS_HEARTBEAT_HPP
#define REPRISE_CONCEPTS_HEARTBEAT_HPP

#include <concepts>
#include <memory>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief By which an operation says that it makes progress, so that no idle timeout ends its attempt.
///
/// A copy may be kept, called from any thread, and called when the attempt is over: then it does nothing, as without an
/// idle timeout.
class heartbeat {
  public:
    /// \brief Who listens; drivers derive from it.
    class listener {
      public:
        listener() = default;
        listener(listener const&) = delete;
        listener& operator=(listener const&) = delete;
        virtual ~listener() = default;

        /// \brief There was progress. Called from any thread.
        virtual void beat() noexcept = 0;
    };

    /// \brief One that nobody listens to.
    heartbeat() noexcept = default;

    /// \brief One that somebody listens to; drivers make it.
    /// \tparam Listener Its type.
    /// \param listening Who.
    template <std::derived_from<listener> Listener>
    explicit heartbeat(std::shared_ptr<Listener> listening) noexcept
        : listening_{listening.get()}, owner_{std::move(listening)} {}

    /// \brief Says that there was progress just now.
    void operator()() const noexcept {
        if (listening_ != nullptr) listening_->beat();
    }

  private:
    listener* listening_ = nullptr;
    std::shared_ptr<void const> owner_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_HEARTBEAT_HPP
