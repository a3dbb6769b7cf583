// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Tasks of a graph to be counted. In a file of their own: what else is compiled together with the loops changes
/// what g++ makes of them.

#ifndef REPRISE_TEST_BENCHMARK_INSTRUCTIONS_TASKS_HPP
#define REPRISE_TEST_BENCHMARK_INSTRUCTIONS_TASKS_HPP

namespace tasks {

int by_hand();
int composed();
int told();
int listed();

}  // namespace tasks

#endif  // REPRISE_TEST_BENCHMARK_INSTRUCTIONS_TASKS_HPP
