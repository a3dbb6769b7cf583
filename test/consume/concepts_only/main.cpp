// SPDX-License-Identifier: Apache-2.0

#include <reprise/concepts/backoff_policy.hpp>

#include <chrono>
#include <cstdint>

struct mine {
    [[nodiscard]] static constexpr std::chrono::seconds delay(std::uint64_t) { return {}; }
};
static_assert(reprise::backoff_policy<mine>);

#ifdef BOOST_VERSION
#error the concepts include Boost
#endif

int main() {}
