// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Includes everything that an operation can be wrapped in: what makes failures of return codes, what makes it
/// safe to repeat, and what is done before it is.
///
/// Each has a header of its own, named on its page; reprise/retry.hpp has reprise::idempotent and its opposite only.

#ifndef REPRISE_OPERATIONS_HPP
#define REPRISE_OPERATIONS_HPP

// IWYU pragma: begin_exports
#include <reprise/before_retry.hpp>
#include <reprise/exit_code.hpp>
#include <reprise/false_is_failure.hpp>
#include <reprise/idempotency_key.hpp>
#include <reprise/idempotent.hpp>
#include <reprise/replay.hpp>
#include <reprise/with_errno.hpp>
#include <reprise/with_error_code.hpp>
#include <reprise/with_exit_code.hpp>
#include <reprise/with_key.hpp>
#include <reprise/with_returned_errno.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_OPERATIONS_HPP
