// SPDX-License-Identifier: Apache-2.0

// Whatever a server puts into its headers is read without a crash, and never as a negative delay.

#include <reprise/policies/hint/grpc.hpp>
#include <reprise/policies/hint/grpc_retry_info.hpp>
#include <reprise/policies/hint/http_date.hpp>
#include <reprise/policies/hint/http_hint.hpp>
#include <reprise/policies/hint/rate_limit.hpp>
#include <reprise/policies/hint/retry_after.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

void check(std::optional<reprise::duration> const& hint) {
    check(!hint || *hint >= reprise::duration::zero());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using std::chrono::seconds;
    using std::chrono::sys_seconds;
    // the first bytes are the present moment, within what chrono's calendar can say of it
    std::int64_t count = 0;
    if (size < sizeof count) return 0;
    std::memcpy(&count, data, sizeof count);
    sys_seconds const now{seconds{count % 1'000'000'000'000}};
    std::string_view const text{
        reinterpret_cast<char const*>(data) + sizeof count, size - sizeof count};

    auto const date = reprise::parse_http_date(text, now);
    auto const delay = reprise::parse_retry_after(text, now);
    check(delay);
    if (date) check(delay.has_value());
    if (date && *date <= now) check(delay == reprise::duration::zero());
    check(reprise::parse_amz_retry_after(text));
    check(reprise::parse_proto_duration(text));
    check(reprise::parse_grpc_retry_info(text));
    if (auto const limit = reprise::parse_rate_limit(text)) check(limit->hint());
    check(reprise::parse_grpc_pushback(text, reprise::verdict::transient()).hint());
    check(reprise::http_hint([text](std::string_view /*name*/) { return text; }, now));
    return 0;
}
