// SPDX-License-Identifier: Apache-2.0
// expect: retry_if: the predicate must be callable, as const, with the failure
#include <reprise/retry.hpp>

struct http_error {
    int status;
};

#ifdef PERMITTED
auto const classifier =
    reprise::retry_if([](http_error const& error) { return error.status >= 500; });
#else
auto const classifier =
    reprise::retry_if<http_error>([](char const* text) { return text != nullptr; });
#endif
