// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::heartbeat.

#ifndef REPRISE_CONCEPTS_HEARTBEAT_HPP
#define REPRISE_CONCEPTS_HEARTBEAT_HPP

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
    /// \param listening Who.
    explicit heartbeat(std::shared_ptr<listener> listening) noexcept
        : listening_{std::move(listening)} {}

    /// \brief Says that there was progress just now.
    void operator()() const noexcept {
        if (listening_) listening_->beat();
    }

  private:
    std::shared_ptr<listener> listening_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_HEARTBEAT_HPP
