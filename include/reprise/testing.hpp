// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Includes the testing kit. Needs GoogleMock.

#ifndef REPRISE_TESTING_HPP
#define REPRISE_TESTING_HPP

// IWYU pragma: begin_exports
#include <reprise/testing/async_mock_processor.hpp>
#include <reprise/testing/laws/async_clock_policy.hpp>
#include <reprise/testing/laws/backoff_policy.hpp>
#include <reprise/testing/laws/classifier_policy.hpp>
#include <reprise/testing/laws/clock_policy.hpp>
#include <reprise/testing/laws/jitter_policy.hpp>
#include <reprise/testing/laws/logger_policy.hpp>
#include <reprise/testing/laws/operation.hpp>
#include <reprise/testing/laws/random_policy.hpp>
#include <reprise/testing/laws/stop_policy.hpp>
#include <reprise/testing/matchers.hpp>
#include <reprise/testing/mock_clock.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/mock_processor.hpp>
#include <reprise/testing/mock_random.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/scripted_operation.hpp>
#include <reprise/testing/virtual_clock.hpp>
// IWYU pragma: end_exports

#endif  // REPRISE_TESTING_HPP
