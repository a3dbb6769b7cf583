// SPDX-License-Identifier: Apache-2.0
// expect: std::error_code& unless another type is named, with_error_code<boost::system::error_code>(operation)
#include <reprise/retry.hpp>
#include <reprise/with_error_code.hpp>

#include <boost/system/error_code.hpp>

constexpr auto composed = reprise::compose();
constexpr auto size_of = [](boost::system::error_code& /*code*/) { return 1; };

#ifdef PERMITTED
auto const size =
    reprise::retry(composed, reprise::with_error_code<boost::system::error_code>(size_of));
#else
auto const size = reprise::retry(composed, reprise::with_error_code(size_of));
#endif
