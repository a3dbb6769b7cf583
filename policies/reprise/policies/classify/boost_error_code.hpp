// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Says that a `boost::system::error_code` which is not zero is a failure.

#ifndef REPRISE_POLICIES_CLASSIFY_BOOST_ERROR_CODE_HPP
#define REPRISE_POLICIES_CLASSIFY_BOOST_ERROR_CODE_HPP

#include <reprise/concepts/outcome_traits.hpp>

#include <boost/system/error_code.hpp>

namespace reprise {

/// \ingroup classify
/// \brief A `boost::system::error_code` has failed where it says so, as a `std::error_code` does where it is not zero.
template <>
struct outcome_traits<boost::system::error_code> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is an error.
    /// \param code What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static bool failed(boost::system::error_code const& code) noexcept {
        return code.failed();
    }

    /// \brief The error.
    /// \param code A code that failed.
    /// \return The code itself.
    [[nodiscard]] static boost::system::error_code const& error(
        boost::system::error_code const& code) noexcept {
        return code;
    }
};

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_BOOST_ERROR_CODE_HPP
