// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::redis_failures and reprise::redis_error.

#ifndef REPRISE_POLICIES_CLASSIFY_REDIS_HPP
#define REPRISE_POLICIES_CLASSIFY_REDIS_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/policies/classify/redis_reply.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace reprise {

/// \ingroup classify
/// \brief How far a command to Redis got before it failed.
enum class redis_stage : std::uint8_t {
    connecting,  ///< There is no connection: the command was not sent.
    exchanging,  ///< The connection broke while the command was sent or its reply was awaited.
    answered,    ///< The reply is an error.
    misused      ///< The client could not build the command, or not understand the reply.
};

/// \ingroup classify
/// \brief A failed command to Redis, as a value or to be thrown.
class redis_error : public std::runtime_error {
  public:
    /// \brief A failure at a stage.
    /// \param stage   How far the command got.
    /// \param message The error reply without its leading `-`, or what the client says.
    redis_error(redis_stage stage, std::string const& message)
        : std::runtime_error{message}, stage_{stage} {}

    /// \brief How far the command got.
    /// \return The stage.
    [[nodiscard]] redis_stage stage() const noexcept { return stage_; }

  private:
    redis_stage stage_;
};

/// \ingroup classify
/// \brief Retries commands to Redis that met a server which is away, loading, busy or being replaced.
///
/// | stage | verdict |
/// |---|---|
/// | `connecting` | transient: nothing was sent |
/// | `exchanging` | transient, ambiguous: the command may have been carried out |
/// | `answered` | by reprise::classify_redis_reply |
/// | `misused` | permanent |
///
/// Needs no client library; reprise::redis_session is one for hiredis.
///
/// \when Commands are sent to one Redis server, with reprise::redis_session or a client of your own that throws or
/// returns a reprise::redis_error.
///
/// \whennot Redis is a cache: go on without it instead of waiting for it.
///
/// \snippet docs/examples/services/redis.cpp policy
///
/// \model{reprise::classifier_policy}
struct redis_failures {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "redis_failures";

    /// \brief What it looks at.
    using exceptions = exception_types<redis_error>;

    /// \brief By the table.
    /// \param error A failed command.
    /// \return The verdict.
    [[nodiscard]] verdict classify(redis_error const& error) const noexcept {
        switch (error.stage()) {
            case redis_stage::connecting: return verdict::transient();
            case redis_stage::exchanging: return verdict::transient().ambiguous();
            case redis_stage::answered: return reprise::classify_redis_reply(error.what());
            case redis_stage::misused: break;
        }
        return verdict::permanent();
    }

    /// \brief Not Redis'.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(other_exception const& /*other*/) const noexcept {
        return verdict::permanent();
    }
};

static_assert(classifier_policy<redis_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_REDIS_HPP
