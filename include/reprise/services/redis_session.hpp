// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::redis_session. Needs hiredis, which nothing else in the library does.

#ifndef REPRISE_SERVICES_REDIS_SESSION_HPP
#define REPRISE_SERVICES_REDIS_SESSION_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/classify/redis.hpp>

#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace reprise {

/// \ingroup core
/// \brief What a command to Redis came to: a reply, or a reprise::redis_error. Shaped like `std::expected`.
class redis_result {
  public:
    /// \brief Gives a reply back to hiredis.
    struct free_reply {
        /// \brief Frees it.
        /// \param reply A reply, or null.
        void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
    };

    /// \brief A reply that has an owner.
    using reply_type = std::unique_ptr<redisReply, free_reply>;

    /// \brief Takes a reply that is no error.
    /// \param reply The reply.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): like std::expected
    redis_result(reply_type reply) : held_{std::move(reply)} {}

    /// \brief Takes an error.
    /// \param error What went wrong.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so that an operation can return an error
    redis_result(redis_error error) : held_{std::move(error)} {}

    /// \brief Whether it is a reply.
    /// \return False for an error.
    [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }

    /// \brief Whether it is a reply.
    /// \return False for an error.
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// \brief The reply.
    /// \return A reference to it.
    /// \throws reprise::redis_error if it is an error.
    [[nodiscard]] redisReply const& value() const {
        if (auto const* failed = std::get_if<redis_error>(&held_)) throw redis_error{*failed};
        return **std::get_if<reply_type>(&held_);
    }

    /// \brief The reply; there must be one.
    /// \return A reference to it.
    [[nodiscard]] redisReply const& operator*() const noexcept {
        return **std::get_if<reply_type>(&held_);
    }

    /// \brief The reply; there must be one.
    /// \return A pointer to it.
    [[nodiscard]] redisReply const* operator->() const noexcept { return &**this; }

    /// \brief The error; there must be one.
    /// \return A reference to it.
    [[nodiscard]] redis_error const& error() const noexcept {
        return *std::get_if<redis_error>(&held_);
    }

  private:
    std::variant<reply_type, redis_error> held_;
};

/// \ingroup core
/// \brief A connection to Redis that is made when it is needed: each attempt after a broken one gets a new connection.
///
/// hiredis writes without `MSG_NOSIGNAL`: a program that uses it has to ignore `SIGPIPE`. One thread at a time.
///
/// \snippet docs/examples/services/redis.cpp session
class redis_session {
  public:
    /// \brief Commands that every new connection begins with, such as `{{"AUTH", "secret"}, {"SELECT", "2"}}`.
    using commands = std::vector<std::vector<std::string>>;

    /// \brief Says where the server is. Nothing is connected yet.
    /// \param host    Its name or address.
    /// \param port    Its port.
    /// \param timeout How long connecting, and then each reply, may take; above zero.
    /// \param setup   What every new connection begins with.
    redis_session(
        std::string host, std::uint16_t port, any_duration timeout = std::chrono::seconds{1},
        commands setup = {})
        : host_{std::move(host)},
          port_{port},
          timeout_{timeout.value()},
          setup_{std::move(setup)} {}

    /// \brief Sends a command and awaits its reply, over a new connection if there is none that works.
    ///
    /// `session.command("SET", key, value)`: the words are sent as they are, spaces and zero bytes too.
    /// \tparam Words Types that convert to `std::string_view`.
    /// \param words The command and its arguments.
    /// \return The reply, or what went wrong.
    template <std::convertible_to<std::string_view>... Words>
        requires(sizeof...(Words) > 0)
    [[nodiscard]] redis_result command(Words const&... words) {
        return run(std::vector<std::string_view>{std::string_view{words}...});
    }

    /// \brief Whether there is a connection that is not known to be broken.
    /// \return True between a command that went well and one that broke the connection.
    [[nodiscard]] bool is_connected() const noexcept { return context_ != nullptr; }

    /// \brief Closes the connection; the next command makes a new one.
    void disconnect() noexcept { context_.reset(); }

  private:
    struct free_context {
        void operator()(redisContext* context) const noexcept { redisFree(context); }
    };

    [[nodiscard]] redis_result run(std::vector<std::string_view> const& words) {
        if (context_ == nullptr) {
            if (auto failed = connect(); !failed.empty())
                return redis_error{redis_stage::connecting, failed};
            for (auto const& command : setup_) {
                auto answered = exchange({command.begin(), command.end()});
                if (answered) continue;
                disconnect();
                auto const& error = answered.error();
                // the command itself was not sent
                return error.stage() == redis_stage::exchanging
                           ? redis_error{redis_stage::connecting, error.what()}
                           : error;
            }
        }
        return exchange(words);
    }

    // what went wrong, if anything did
    [[nodiscard]] std::string connect() {
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout_);
        auto const rest = std::chrono::duration_cast<std::chrono::microseconds>(timeout_ - seconds);
        timeval const timeout{seconds.count(), rest.count()};
        context_.reset(redisConnectWithTimeout(host_.c_str(), port_, timeout));
        if (context_ == nullptr) return "out of memory";
        if (context_->err == 0 && redisSetTimeout(context_.get(), timeout) == REDIS_OK) return {};
        std::string said = context_->errstr;
        disconnect();
        return said.empty() ? "cannot connect" : said;
    }

    [[nodiscard]] redis_result exchange(std::vector<std::string_view> const& words) {
        std::vector<char const*> texts;
        std::vector<std::size_t> sizes;
        for (auto const word : words) {
            texts.push_back(word.data());
            sizes.push_back(word.size());
        }
        redis_result::reply_type reply{static_cast<redisReply*>(redisCommandArgv(
            context_.get(), static_cast<int>(words.size()), texts.data(), sizes.data()))};
        if (reply == nullptr) {
            redis_error error{
                context_->err == REDIS_ERR_IO || context_->err == REDIS_ERR_EOF
                    ? redis_stage::exchanging
                    : redis_stage::misused,
                context_->errstr};
            // hiredis: an error cannot be undone, the context has to go
            disconnect();
            return error;
        }
        if (reply->type != REDIS_REPLY_ERROR) return reply;
        redis_error error{redis_stage::answered, std::string{reply->str, reply->len}};
        // this server is a replica now: the next connection may lead to the one that has taken over
        if (std::string_view{error.what()}.starts_with("READONLY")) disconnect();
        return error;
    }

    std::string host_;
    std::uint16_t port_;
    duration timeout_;
    commands setup_;
    std::unique_ptr<redisContext, free_context> context_;
};

}  // namespace reprise

#endif  // REPRISE_SERVICES_REDIS_SESSION_HPP
