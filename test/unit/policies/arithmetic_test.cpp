// SPDX-License-Identifier: Apache-2.0
//
// The library's arithmetic beside a naive model in 128 bits, over parameters of every magnitude.
#include "fuzz/arithmetic_model.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using arithmetic_model::arithmetic_case;

TEST(arithmetic, agrees_with_a_model_in_wide_integers_whatever_the_parameters) {
    for (std::uint64_t number = 0; number < 20'000; ++number) {
        reprise::random_stream word{20'240'101, number};
        arithmetic_case const drawn{word(), word(), word(), word(), word(), word(), word(), word()};
        ASSERT_EQ(arithmetic_model::disagreement(drawn), "") << "case " << number;
    }
}

TEST(arithmetic, agrees_with_the_model_at_the_ends_of_every_parameter) {
    constexpr std::uint64_t ends[] = {
        0, 1, 63, 126, ~std::uint64_t{0}, ~std::uint64_t{0} - 63, std::uint64_t{1} << 63U};
    for (auto const retry : ends) {
        for (auto const first : ends) {
            for (auto const second : ends) {
                for (auto const third : ends) {
                    for (auto const word : ends) {
                        arithmetic_case const drawn{retry, third, first, second,
                                                    third, word,  first, word};
                        ASSERT_EQ(arithmetic_model::disagreement(drawn), "")
                            << retry << ' ' << first << ' ' << second << ' ' << third << ' '
                            << word;
                    }
                }
            }
        }
    }
}

}  // namespace
