// SPDX-License-Identifier: Apache-2.0
#include <reprise/here.hpp>
#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/log/prometheus.hpp>
#include <reprise/policies/log/trace_events.hpp>
#include <reprise/retry.hpp>

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <stdexcept>

int main() {
    using namespace std::chrono_literals;
    int calls = 0;
    auto const fetch = [&calls] {
        if (++calls % 3 != 0) throw std::runtime_error{"not yet"};
    };

    //! [counters]
    static reprise::counters numbers;  // one for the whole program, whatever the threads
    auto const counted =
        reprise::compose(reprise::attempts{5}, reprise::constant{1ms}, reprise::count_in{numbers});
    reprise::retry(counted, fetch);
    std::cout << to_prometheus(numbers);
    //! [counters]

    //! [several_counters]
    static reprise::counters of_mail;  // counted apart, and told apart on one page
    std::cout << reprise::to_prometheus(
        {{numbers, reprise::prometheus_label("service", "shop")},
         {of_mail, reprise::prometheus_label("service", "mail")}});
    //! [several_counters]

    //! [trace]
    reprise::trace_events timeline;
    reprise::retry(reprise::with(counted, reprise::trace_in{timeline}), fetch);
    std::ostringstream file;  // or a std::ofstream: open it in chrome://tracing or Perfetto
    timeline.write(file);
    //! [trace]

    //! [here]
    auto const logged = reprise::with(counted, reprise::log_to{std::clog});
    reprise::retry(reprise::here(logged), fetch);
    // reprise: monitoring.cpp:44: retrying in 1ms after attempt 1: std::runtime_error: not yet
    //! [here]
    return numbers.retries() == 2 && !file.str().empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
