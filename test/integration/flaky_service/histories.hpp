// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Makes histories for the tests of what is drawn and written from them.

#ifndef REPRISE_TEST_FLAKY_SERVICE_HISTORIES_HPP
#define REPRISE_TEST_FLAKY_SERVICE_HISTORIES_HPP

#include "fault.hpp"
#include "history.hpp"

#include <chrono>
#include <cstddef>
#include <initializer_list>

namespace flaky {

/// \brief A document whose attempts failed as listed, and which then arrived.
/// \param number Its number.
/// \param faults The faults, one attempt each.
/// \return The history: attempts of 1 ms, with waits of 10 ms between.
inline history arrived_after(std::size_t number, std::initializer_list<fault> faults) {
    using namespace std::chrono_literals;
    history story;
    story.document = number;
    story.intact = true;
    reprise::duration now = 0ms;
    for (auto const kind : faults) {
        story.attempts.push_back({now, now + 1ms, failure_record{kind, "it <failed> & how"}});
        story.waited += 10ms;
        now += 11ms;
    }
    story.attempts.push_back({now, now + 1ms, {}});
    return story;
}

}  // namespace flaky

#endif  // REPRISE_TEST_FLAKY_SERVICE_HISTORIES_HPP
