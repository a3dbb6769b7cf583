// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the version macros.

#ifndef REPRISE_VERSION_HPP
#define REPRISE_VERSION_HPP

/// \ingroup core
/// \brief Changes when code written against the library may have to change.
#define REPRISE_VERSION_MAJOR 0

/// \ingroup core
/// \brief Changes when the library offers more; while the major version is 0, also when code may have to change.
#define REPRISE_VERSION_MINOR 1

/// \ingroup core
/// \brief Changes when only the implementation changes.
#define REPRISE_VERSION_PATCH 0

#endif  // REPRISE_VERSION_HPP
