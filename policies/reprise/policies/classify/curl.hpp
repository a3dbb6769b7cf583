// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::curl_failures and reprise::curl_perform. Needs libcurl.

#ifndef REPRISE_POLICIES_CLASSIFY_CURL_HPP
#define REPRISE_POLICIES_CLASSIFY_CURL_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/policies/classify/http_status.hpp>
#include <reprise/policies/hint/http_hint.hpp>

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace reprise {

/// \ingroup classify
/// \brief How a transfer of libcurl ended: made by reprise::curl_perform.
///
/// An operation that returns one has failed if the code is not `CURLE_OK`, or the status 400 or above.
struct curl_result {
    /// \brief The code of `curl_easy_perform`.
    CURLcode code = CURLE_OK;
    /// \brief The status of the last HTTP response; 0 if there was none, or another protocol was spoken.
    long status = 0;
    /// \brief Whether anything of a request may have been sent.
    bool sent = true;
    /// \brief How long the server asked to wait, by reprise::http_hint.
    std::optional<duration> retry_after = std::nullopt;

    /// \brief Whether it failed.
    /// \return False if a response below 400 arrived whole.
    [[nodiscard]] bool failed() const noexcept { return code != CURLE_OK || status >= 400; }

    /// \brief What went wrong.
    /// \return libcurl's words, or the status.
    [[nodiscard]] std::string message() const {
        if (code == CURLE_OK || code == CURLE_HTTP_RETURNED_ERROR)
            return "HTTP status " + std::to_string(status);
        return curl_easy_strerror(code);
    }
};

/// \ingroup classify
/// \brief An operation that returns a reprise::curl_result has failed where it says so.
template <>
struct outcome_traits<curl_result> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it failed.
    /// \param result What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static bool failed(curl_result const& result) noexcept { return result.failed(); }

    /// \brief The error.
    /// \param result A result that failed.
    /// \return The result itself.
    [[nodiscard]] static curl_result const& error(curl_result const& result) noexcept {
        return result;
    }
};

/// \ingroup classify
/// \brief An operation that returns a `CURLcode` has failed unless it is `CURLE_OK`.
template <>
struct outcome_traits<CURLcode> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it failed.
    /// \param code What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(CURLcode code) noexcept { return code != CURLE_OK; }

    /// \brief The error.
    /// \param code A code that is not `CURLE_OK`.
    /// \return The code itself.
    [[nodiscard]] static constexpr CURLcode const& error(CURLcode const& code) noexcept {
        return code;
    }
};

namespace detail {

// How long the server asked to wait in its last response.
[[nodiscard]] inline std::optional<duration> curl_hint(CURL* handle, unsigned status) {
#if LIBCURL_VERSION_NUM >= 0x075400  // before 7.84 there was no looking up of headers
    auto const header = [handle](std::string_view name) -> std::string {
        curl_header* found = nullptr;
        bool const is_there =
            curl_easy_header(handle, std::string{name}.c_str(), 0, CURLH_HEADER, -1, &found) ==
            CURLHE_OK;
        return is_there ? found->value : std::string{};
    };
    return reprise::http_hint(
        header, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), status);
#else
    (void)status;
    curl_off_t seconds = 0;
    bool const said = curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK;
    return said && seconds > 0 ? std::optional{any_duration{std::chrono::seconds{seconds}}.value()}
                               : std::nullopt;
#endif
}

}  // namespace detail

/// \ingroup classify
/// \brief Does what `curl_easy_perform` does, then looks at the status, at what the server said of coming back, and at
/// whether anything was sent.
///
/// libcurl counts what it sends of HTTP. Of other protocols, all that counts is whether there was a connection. Before
/// libcurl 7.84, of the headers only `Retry-After` is looked at.
/// \param handle A handle that is set up.
/// \return How it ended.
[[nodiscard]] inline curl_result curl_perform(CURL* handle) {
    curl_result result{.code = curl_easy_perform(handle)};
    char const* scheme = nullptr;  // of the connection, if there was one
    (void)curl_easy_getinfo(handle, CURLINFO_SCHEME, &scheme);
    // "HTTP" until 7.88, "http" in later versions
    bool const is_http = scheme != nullptr && curl_strnequal(scheme, "http", 4) != 0;
    if (is_http) {
        (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &result.status);
        result.retry_after = detail::curl_hint(handle, static_cast<unsigned>(result.status));
    }
    long bytes = 0;
    (void)curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &bytes);
    result.sent = bytes > 0 || (scheme != nullptr && !is_http);
    return result;
}

/// \ingroup classify
/// \brief For libcurl: judges its codes by a table, and an HTTP response by reprise::classify_http_status.
///
/// The page \ref service_http has a table of all codes, each with its reason. A failure is ambiguous where the server
/// may have got the request; if libcurl says that it sent nothing (reprise::curl_result::sent), none is.
///
/// \when Transfers are made with libcurl, of HTTP above all.
///
/// \whennot A file is fetched over SSH: libcurl has one code for everything that can go wrong there.
///
/// \snippet docs/examples/services/curl.cpp policy
///
/// \model{reprise::classifier_policy}
struct curl_failures {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "curl_failures";

    /// \brief It looks at no exception.
    using exceptions = exception_types<>;

    /// \brief By the table.
    /// \param code A code that is not `CURLE_OK`.
    /// \return The verdict.
    [[nodiscard]] constexpr verdict classify(CURLcode code) const noexcept {
        switch (code) {
            // before anything was sent
            case CURLE_COULDNT_RESOLVE_PROXY:
            case CURLE_COULDNT_RESOLVE_HOST:
            case CURLE_COULDNT_CONNECT:
            case CURLE_SSL_CONNECT_ERROR:
            case CURLE_AGAIN:
            case CURLE_NO_CONNECTION_AVAILABLE:
            case CURLE_QUIC_CONNECT_ERROR:
            case CURLE_PROXY: return verdict::transient();
            // the request may have arrived
            case CURLE_FTP_ACCEPT_TIMEOUT:
            case CURLE_HTTP2:
            case CURLE_PARTIAL_FILE:
            case CURLE_OPERATION_TIMEDOUT:
            case CURLE_GOT_NOTHING:
            case CURLE_SEND_ERROR:
            case CURLE_RECV_ERROR:
            case CURLE_SSL_SHUTDOWN_FAILED:
            case CURLE_HTTP2_STREAM:
            case CURLE_HTTP3: return verdict::transient().ambiguous();
            default: return verdict::permanent();
        }
    }

    /// \brief By the status where there is a response, else by the code.
    /// \param result A result that failed.
    /// \return The verdict.
    [[nodiscard]] constexpr verdict classify(curl_result const& result) const noexcept {
        if (result.code == CURLE_OK || result.code == CURLE_HTTP_RETURNED_ERROR)
            return reprise::classify_http_status(
                static_cast<unsigned>(result.status), result.retry_after);
        auto const said = classify(result.code);
        return result.sent ? said : said.ambiguous(false);
    }

    /// \brief libcurl throws nothing.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(other_exception const& /*other*/) const noexcept {
        return verdict::permanent();
    }
};

static_assert(classifier_policy<curl_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_CURL_HPP
