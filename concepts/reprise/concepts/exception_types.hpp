// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::exception_types and reprise::other_exception.

#ifndef REPRISE_CONCEPTS_EXCEPTION_TYPES_HPP
#define REPRISE_CONCEPTS_EXCEPTION_TYPES_HPP

#include <exception>

namespace reprise {

/// \ingroup concepts
/// \brief The exception types that a classifier wants to look at, derived classes before their bases.
///
/// The driver makes one handler of each, in this order, so that the classifier sees the exception in the handler
/// that catches it: one throw and one catch per failed attempt.
/// \tparam Exception The types, as they would stand in `catch (Exception const&)`; at most 16.
template <class... Exception>
struct exception_types {};

/// \ingroup concepts
/// \brief Stands for the exception that is being handled where it is of none of the types that a classifier listed.
struct other_exception {
    /// \brief The exception itself.
    /// \return A pointer that shares it; valid in the handler, where classifiers are asked.
    [[nodiscard]] std::exception_ptr pointer() const noexcept { return std::current_exception(); }
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_EXCEPTION_TYPES_HPP
