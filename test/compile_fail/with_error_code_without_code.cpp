// SPDX-License-Identifier: Apache-2.0
// expect: with_error_code: the operation does not take the error code: its last parameter must be a reference to one
#include <reprise/retry.hpp>
#include <reprise/with_error_code.hpp>

constexpr auto composed = reprise::compose();

#ifdef PERMITTED
auto const size =
    reprise::retry(composed, reprise::with_error_code([](std::error_code& /*code*/) { return 1; }));
#else
auto const size = reprise::retry(composed, reprise::with_error_code([] { return 1; }));
#endif
