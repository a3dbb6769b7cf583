// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::mock_logger. Needs GoogleMock.

#ifndef REPRISE_TESTING_MOCK_LOGGER_HPP
#define REPRISE_TESTING_MOCK_LOGGER_HPP

#include <reprise/concepts/event.hpp>
#include <reprise/concepts/logger_policy.hpp>
#include <reprise/testing/printers.hpp>

#include <gmock/gmock.h>

#include <functional>  // std::reference_wrapper

namespace reprise::testing {

/// \ingroup testing
/// \brief A GoogleMock logger: it takes all seven events. Hand it to a policy as `std::ref(logger)`.
///
/// Mocked are the seven overloads of `void on(event)`. Which one is meant, an expectation says with
/// reprise::testing::event: `EXPECT_CALL(logger, on(event<gave_up>(has_attempts(3))))`.
///
/// It does not ask for the time, so the events carry none. One that does is a line in the test:
/// `struct timed_logger : mock_logger { static constexpr bool needs_time = true; };`
///
/// \snippet docs/examples/testing_kit.cpp mocks
/// \model{reprise::logger_policy}
class mock_logger {
  public:
    /// \cond
    MOCK_METHOD(void, on, (attempt_started const& event));
    MOCK_METHOD(void, on, (attempt_failed const& event));
    MOCK_METHOD(void, on, (retry_scheduled const& event));
    MOCK_METHOD(void, on, (attempt_succeeded const& event));
    MOCK_METHOD(void, on, (recovered const& event));
    MOCK_METHOD(void, on, (gave_up const& event));
    MOCK_METHOD(void, on, (policy_failed const& event));
    /// \endcond
};

static_assert(logger_policy<std::reference_wrapper<mock_logger>>);

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_MOCK_LOGGER_HPP
