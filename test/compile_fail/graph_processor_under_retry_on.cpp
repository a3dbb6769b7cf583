// SPDX-License-Identifier: Apache-2.0
// expect: an operation that must not happen twice cannot be retried under a classifier that does not say which failures are ambiguous
#include <reprise/graph/run_with_retry.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/transient.hpp>

struct pays {
    [[nodiscard]] static reprise::repetition_constant<reprise::repetition::unsafe> repetition() {
        return {};
    }
    int invoke(int cents) const { return cents; }
};

#ifdef PERMITTED
constexpr auto policy = reprise::compose(reprise::transient{});
#else
constexpr auto policy = reprise::compose(reprise::retry_on<std::runtime_error>{});
#endif

inline void run() {
    reprise::graph::executable_task<pays, int> task{.name = "pay", .input = 17, .processor = {}};
    (void)reprise::graph::run_with_retry(task, policy);
}
