// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Makes an error code of a reprise::time_limit. Needs Boost.System.

#ifndef REPRISE_ASIO_TIME_LIMIT_ERROR_HPP
#define REPRISE_ASIO_TIME_LIMIT_ERROR_HPP

#include <reprise/concepts/time_limit_policy.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace reprise {

namespace detail {

class time_limit_category final : public boost::system::error_category {
  public:
    [[nodiscard]] char const* name() const noexcept override { return "reprise.time_limit"; }
    [[nodiscard]] std::string message(int limit) const override {
        return "the attempt was ended by its " +
               std::string{to_string(static_cast<time_limit>(limit - 1))};
    }
};

}  // namespace detail

/// \ingroup async
/// \brief The category of the error codes that say which time limit of the policy ended an attempt. No operation's own
/// timeout has it.
/// \return The category.
[[nodiscard]] inline boost::system::error_category const& time_limit_category() noexcept {
    static detail::time_limit_category const category;
    return category;
}

/// \ingroup async
/// \brief What a handler for error codes gets when the last attempt was ended by a limit.
/// \param limit The limit.
/// \return A code that is not zero.
[[nodiscard]] inline boost::system::error_code make_error_code(time_limit limit) noexcept {
    // zero would be success
    return {static_cast<int>(limit) + 1, time_limit_category()};
}

}  // namespace reprise

/// \cond
template <>
struct boost::system::is_error_code_enum<reprise::time_limit> : std::true_type {};
/// \endcond

#endif  // REPRISE_ASIO_TIME_LIMIT_ERROR_HPP
