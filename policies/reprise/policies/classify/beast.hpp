// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::beast_failures. Needs Boost.Beast, which nothing else in the library does.

#ifndef REPRISE_POLICIES_CLASSIFY_BEAST_HPP
#define REPRISE_POLICIES_CLASSIFY_BEAST_HPP

#include <reprise/policies/classify/http.hpp>

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include <string_view>
#include <type_traits>

namespace reprise {

/// \ingroup classify
/// \brief For HTTP with Boost.Beast: judges responses like reprise::http_failures, and knows the errors of Beast and
/// Asio.
///
/// | error code | verdict |
/// |---|---|
/// | `http::error::end_of_stream`, `http::error::partial_message`, `asio::error::eof` | transient, ambiguous: cut between request and response |
/// | `beast::error::timeout` | transient, ambiguous: the request may be on its way |
/// | any other of Beast's HTTP parser | permanent: the server does not speak HTTP, or the message is beyond a limit |
/// | `asio::error::host_not_found_try_again` | transient: the name server did not answer |
/// | `asio::error::host_not_found`, `no_data`, `no_recovery`, `service_not_found` | permanent: there is no such name |
/// | any of the category `asio.ssl` | permanent: certificates and ciphers do not change by waiting |
/// | any of the category `asio.ssl.stream` | transient, ambiguous: cut without a goodbye |
/// | anything else | as in reprise::transient |
///
/// \when Requests are sent with Boost.Beast.
///
/// \whennot The stream carries something else than HTTP: reprise::transient knows the codes of Asio.
///
/// \snippet docs/examples/services/beast.cpp policy
///
/// \model{reprise::classifier_policy}
struct beast_failures : http_failures {
    /// \brief What reprise::describe calls it.
    static constexpr char const* name = "beast_failures";

    /// \brief By the table.
    /// \param code An error code.
    /// \return The verdict.
    [[nodiscard]] verdict classify(boost::system::error_code const& code) const noexcept {
        namespace http = boost::beast::http;
        if (code == http::error::end_of_stream || code == http::error::partial_message ||
            code == boost::asio::error::eof || code == boost::beast::error::timeout)
            return verdict::transient().ambiguous();
        if (code == boost::asio::error::host_not_found_try_again) return verdict::transient();

        auto const& category = code.category();
        if (category == http::make_error_code(http::error::end_of_stream).category() ||
            category == boost::asio::error::get_netdb_category() ||
            category == boost::asio::error::get_addrinfo_category())
            return verdict::permanent();
        // by name: to include Asio's own header needs OpenSSL
        std::string_view const of = category.name();
        if (of == "asio.ssl") return verdict::permanent();
        if (of == "asio.ssl.stream") return verdict::transient().ambiguous();
        return http_failures::classify(code);
    }

    /// \brief By the table where it is or holds a code of Boost's, else as in reprise::http_failures.
    /// \tparam Failure The type by which the failure was caught or returned.
    /// \param failure The failure.
    /// \return The verdict.
    template <class Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const noexcept {
        if constexpr (std::is_base_of_v<boost::system::system_error, Failure>) {
            return classify(static_cast<boost::system::system_error const&>(failure).code());
        } else if constexpr (boost::system::is_error_code_enum<Failure>::value) {
            return classify(boost::system::error_code{failure});
        } else {
            return http_failures::classify(failure);
        }
    }
};

static_assert(classifier_policy<beast_failures>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_BEAST_HPP
