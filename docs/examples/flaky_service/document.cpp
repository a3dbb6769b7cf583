// SPDX-License-Identifier: Apache-2.0

#include "document.hpp"

#include "mix.hpp"

#include <boost/crc.hpp>

namespace flaky {

std::uint32_t checksum(std::string_view body) {
    boost::crc_32_type crc;
    crc.process_bytes(body.data(), body.size());
    return crc.checksum();
}

std::string document_body(std::uint64_t seed, std::size_t number) {
    constexpr std::size_t smallest = 1024;
    constexpr std::size_t largest = 32 * smallest;
    constexpr std::size_t line = 72;

    auto const own_seed = mix(seed, number);
    auto const size = smallest + mix(own_seed, 0) % (largest - smallest + 1);
    std::string body = "document " + std::to_string(number) + '\n';
    body.reserve(size + 16);
    for (std::uint64_t word = 1; body.size() < size; ++word) {
        // 12 letters a word, five bits each: 26 of the 32 values are letters, the rest are spaces
        auto bits = mix(own_seed, word);
        for (int letter = 0; letter < 12; ++letter, bits >>= 5U) {
            auto const value = static_cast<int>(bits & 31U);
            body += value < 26 ? static_cast<char>('a' + value) : ' ';
            if (body.size() % line == 0) body += '\n';
        }
    }
    body.resize(size);
    return body;
}

std::vector<catalogue_entry> catalogue(std::uint64_t seed, std::size_t count) {
    std::vector<catalogue_entry> entries;
    entries.reserve(count);
    for (std::size_t number = 0; number < count; ++number) {
        auto const body = document_body(seed, number);
        entries.push_back({number, body.size(), checksum(body)});
    }
    return entries;
}

}  // namespace flaky
