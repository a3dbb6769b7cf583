// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer: whatever the parameters, the retry number and the words, the library says what the naive model says.
#include "arithmetic_model.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    arithmetic_model::arithmetic_case drawn{};
    std::memcpy(&drawn, data, size < sizeof drawn ? size : sizeof drawn);
    if (auto const text = arithmetic_model::disagreement(drawn); !text.empty()) {
        std::fprintf(
            stderr, "%s\nretry %llu, first %llu, second %llu, third %llu, word %llu, factor %llu\n",
            text.c_str(), static_cast<unsigned long long>(drawn.retry),
            static_cast<unsigned long long>(drawn.first),
            static_cast<unsigned long long>(drawn.second),
            static_cast<unsigned long long>(drawn.third),
            static_cast<unsigned long long>(drawn.word),
            static_cast<unsigned long long>(drawn.factor));
        std::abort();
    }
    return 0;
}
