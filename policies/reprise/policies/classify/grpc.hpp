// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::grpc_retry_on, reprise::grpc_failures and reprise::grpc_result. Needs gRPC.

#ifndef REPRISE_POLICIES_CLASSIFY_GRPC_HPP
#define REPRISE_POLICIES_CLASSIFY_GRPC_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/policies/hint/grpc.hpp>
#include <reprise/policies/hint/grpc_retry_info.hpp>

#include <grpcpp/support/status.h>

#include <optional>
#include <string>
#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief A `grpc::Status` with what the server says of another attempt. An operation that returns one has failed
/// unless it is OK.
///
/// \snippet docs/examples/services/grpc.cpp pushback
class grpc_result : public ::grpc::Status {
  public:
    /// \brief A status by itself.
    /// \param status The status.
    explicit grpc_result(::grpc::Status status) : ::grpc::Status{std::move(status)} {}

    /// \brief A status with the server's `grpc-retry-pushback-ms`, which a channel that retries keeps to itself.
    /// \tparam Context `grpc::ClientContext`.
    /// \param status  The status.
    /// \param context The context of the call, which has ended.
    template <class Context>
    grpc_result(::grpc::Status status, Context const& context) : ::grpc::Status{std::move(status)} {
        auto const& trailers = context.GetServerTrailingMetadata();
        auto const found = trailers.find("grpc-retry-pushback-ms");
        if (found != trailers.end()) pushback_.emplace(found->second.data(), found->second.size());
    }

    /// \brief What the server said of the next attempt.
    /// \return The text of the trailer, or nothing.
    [[nodiscard]] std::optional<std::string> const& pushback() const noexcept { return pushback_; }

    /// \brief The code and the server's words.
    /// \return `14: the server is on its way down`, say.
    [[nodiscard]] std::string message() const {
        return std::to_string(static_cast<int>(error_code())) + ": " + error_message();
    }

  private:
    std::optional<std::string> pushback_;
};

/// \ingroup classify
/// \brief An operation that returns a reprise::grpc_result has failed unless it is OK.
template <>
struct outcome_traits<grpc_result> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param result What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static bool failed(grpc_result const& result) noexcept { return !result.ok(); }

    /// \brief The error.
    /// \param result A result that is not OK.
    /// \return The result itself.
    [[nodiscard]] static grpc_result const& error(grpc_result const& result) noexcept {
        return result;
    }
};

/// \ingroup classify
/// \brief An operation that returns a `grpc::Status` has failed unless it is OK. The caller gets the last one as it
/// was.
template <>
struct outcome_traits<::grpc::Status> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param status What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static bool failed(::grpc::Status const& status) noexcept { return !status.ok(); }

    /// \brief The error.
    /// \param status A status that is not OK.
    /// \return A copy of it with a message.
    [[nodiscard]] static grpc_result error(::grpc::Status const& status) {
        return grpc_result{status};
    }
};

/// \ingroup classify
/// \brief Retries the listed status codes, like `retryableStatusCodes` in gRPC's retry design (gRFC A6).
///
/// `RESOURCE_EXHAUSTED` is throttled, all other listed codes are transient. Those with which a server says that it
/// refused the request (`RESOURCE_EXHAUSTED`, `ABORTED`, `FAILED_PRECONDITION`, `UNIMPLEMENTED`, `INVALID_ARGUMENT`,
/// `NOT_FOUND`, `ALREADY_EXISTS`, `PERMISSION_DENIED`, `UNAUTHENTICATED`, `OUT_OF_RANGE`) come before any effect; all
/// others, which a proxy or the client itself may have put in place of the server's answer, are ambiguous.
///
/// The page \ref service_grpc says of each code what is in favour of listing it.
/// \when Calls of gRPC are retried from outside the channel, or a policy is printed for it.
///
/// \whennot The channel retries already: attempts in two places multiply.
///
/// \snippet docs/examples/services/grpc.cpp config
///
/// \tparam Codes The codes that are worth another attempt, one at least.
///
/// \model{reprise::classifier_policy}
template <::grpc::StatusCode... Codes>
struct grpc_retry_on {
    static_assert(sizeof...(Codes) > 0, "grpc_retry_on: needs at least one status code");
    static_assert(
        ((Codes != ::grpc::StatusCode::OK) && ...),
        "grpc_retry_on: OK is no failure and cannot be retried; take it out of the list");

    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "grpc_retry_on";

    /// \brief It looks at no exception.
    using exceptions = exception_types<>;

    /// \brief By its code.
    /// \param code A status code that is not OK.
    /// \return The verdict.
    [[nodiscard]] constexpr verdict classify(::grpc::StatusCode code) const noexcept {
        if (!((code == Codes) || ...)) return verdict::permanent();
        switch (code) {
            case ::grpc::StatusCode::RESOURCE_EXHAUSTED: return verdict::throttled();
            case ::grpc::StatusCode::ABORTED:
            case ::grpc::StatusCode::FAILED_PRECONDITION:
            case ::grpc::StatusCode::UNIMPLEMENTED:
            case ::grpc::StatusCode::INVALID_ARGUMENT:
            case ::grpc::StatusCode::NOT_FOUND:
            case ::grpc::StatusCode::ALREADY_EXISTS:
            case ::grpc::StatusCode::PERMISSION_DENIED:
            case ::grpc::StatusCode::UNAUTHENTICATED:
            case ::grpc::StatusCode::OUT_OF_RANGE: return verdict::transient();
            default: return verdict::transient().ambiguous();
        }
    }

    /// \brief By its code; a `google.rpc.RetryInfo` among its details is a hint.
    /// \param status A status that is not OK.
    /// \return The verdict.
    [[nodiscard]] verdict classify(::grpc::Status const& status) const {
        auto const said = classify(status.error_code());
        if (!said.retryable()) return said;
        auto const delay = reprise::parse_grpc_retry_info(status.error_details());
        return delay ? said.after(*delay) : said;
    }

    /// \brief The same, and the server's pushback, which overrules a hint and can say "never" (gRFC A6).
    /// \param result A result that is not OK.
    /// \return The verdict.
    [[nodiscard]] verdict classify(grpc_result const& result) const {
        auto const said = classify(static_cast<::grpc::Status const&>(result));
        if (!said.retryable() || !result.pushback()) return said;
        return reprise::parse_grpc_pushback(*result.pushback(), said);
    }

    /// \brief gRPC throws nothing.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(other_exception const& /*other*/) const noexcept {
        return verdict::permanent();
    }
};

/// \ingroup classify
/// \brief Retries `UNAVAILABLE`, the one code of which gRPC itself says that the call should be tried again.
using grpc_failures = grpc_retry_on<::grpc::StatusCode::UNAVAILABLE>;

static_assert(classifier_policy<grpc_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_GRPC_HPP
