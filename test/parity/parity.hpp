// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief What the tests of LangGraph's behaviour share: its exceptions, a task, a clock that never sleeps.

#ifndef REPRISE_TEST_PARITY_PARITY_HPP
#define REPRISE_TEST_PARITY_PARITY_HPP

#include <reprise/graph/run_with_retry.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/mock_processor.hpp>
#include <reprise/testing/mock_random.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <any>
#include <chrono>
#include <cstdint>
#include <functional>  // std::ref
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace parity {

using namespace std::chrono_literals;
namespace graph = reprise::graph;

// V and K of the tables. In Python a ValueError and a KeyError, which the default policy does not retry.
struct value_error : std::invalid_argument, reprise::notable {
    explicit value_error(std::string const& text = "Always fails") : invalid_argument{text} {}
};
struct key_error : std::out_of_range {
    explicit key_error(std::string const& text = "missing") : out_of_range{text} {}
};
// what the default policy retries
struct custom_error : std::exception {
    [[nodiscard]] char const* what() const noexcept override { return "custom"; }
};

using context = graph::node_context<graph::channel_write, std::any>;
using plain_processor = reprise::testing::mock_processor<int(int const&)>;
using processor = reprise::testing::mock_processor<int(int const&, context&)>;

template <class Processor>
using task_of = graph::executable_task<std::reference_wrapper<Processor>, int>;

template <class Processor>
[[nodiscard]] task_of<Processor> task_for(Processor& called, graph::retry_policies policies = {}) {
    return {
        .name = "node",
        .input = 40,
        .processor = std::ref(called),
        .config = {.checkpoint_namespace = graph::checkpoint_namespace::parse("node:1")},
        .retry_policies = std::move(policies),
        .id = "task-1"};
}

template <class Exception>
[[nodiscard]] auto fails_with(Exception exception = Exception{}) {
    return ::testing::Throw(std::move(exception));
}

// The random word for which `uniform(0, 1)` gives a fraction, to the nanosecond.
[[nodiscard]] constexpr std::uint64_t word_for(reprise::duration wanted) {
    std::uint64_t low = 0;
    std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
    while (low < high) {
        auto const middle = low + (high - low) / 2;
        if (reprise::detail::scale(middle, 1s) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// Retries everything, as `retry_on=Exception` does.
inline auto const everything = [](std::exception const& /*error*/) { return true; };

// Runs in LangGraph's semantics, on a clock that never sleeps.
struct original {
    reprise::testing::virtual_clock clock{};

    [[nodiscard]] auto options() {
        return graph::run_options{.clock = std::ref(clock), .how = graph::semantics::langgraph};
    }

    [[nodiscard]] static graph::semantics how() { return graph::semantics::langgraph; }

    [[nodiscard]] std::vector<reprise::duration> sleeps() const { return clock.waits(); }
};

// A list in LangGraph's semantics.
template <class... Policy>
[[nodiscard]] graph::retry_policies listed(Policy const&... policy) {
    return graph::retry_policies{graph::semantics::langgraph, policy...};
}

}  // namespace parity

#endif  // REPRISE_TEST_PARITY_PARITY_HPP
