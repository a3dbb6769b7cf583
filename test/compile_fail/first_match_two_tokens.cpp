// SPDX-License-Identifier: Apache-2.0
// expect: first_match: several of its policies bring a stop token
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#ifdef PERMITTED
const auto policy = reprise::first_match(
    reprise::compose(reprise::retry_on<int>{}), reprise::compose(reprise::retry_on<long>{}),
    reprise::stop_on{std::stop_token{}});
#else
const auto policy = reprise::first_match(
    reprise::compose(
        reprise::retry_on<int>{}, reprise::attempts{3} || reprise::stop_on{std::stop_token{}}),
    reprise::compose(reprise::retry_on<long>{}), reprise::stop_on{std::stop_token{}});
#endif
