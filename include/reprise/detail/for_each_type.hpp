// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines macros that write one function for each number of exception types.

#ifndef REPRISE_DETAIL_FOR_EACH_TYPE_HPP
#define REPRISE_DETAIL_FOR_EACH_TYPE_HPP

// A pack of types does not expand into handlers: what catches by a list of types is written once for each length that a
// list can have. Spelled out, because a library's macros for repetition take longer to compile than what they write.
//
// Two headers share these macros, so they stay defined.

// clang-format off

// REPRISE_DETAIL_TYPES_3(class): class E1, class E2, class E3
#define REPRISE_DETAIL_TYPES_1(word) word E1
#define REPRISE_DETAIL_TYPES_2(word) REPRISE_DETAIL_TYPES_1(word), word E2
#define REPRISE_DETAIL_TYPES_3(word) REPRISE_DETAIL_TYPES_2(word), word E3
#define REPRISE_DETAIL_TYPES_4(word) REPRISE_DETAIL_TYPES_3(word), word E4
#define REPRISE_DETAIL_TYPES_5(word) REPRISE_DETAIL_TYPES_4(word), word E5
#define REPRISE_DETAIL_TYPES_6(word) REPRISE_DETAIL_TYPES_5(word), word E6
#define REPRISE_DETAIL_TYPES_7(word) REPRISE_DETAIL_TYPES_6(word), word E7
#define REPRISE_DETAIL_TYPES_8(word) REPRISE_DETAIL_TYPES_7(word), word E8
#define REPRISE_DETAIL_TYPES_9(word) REPRISE_DETAIL_TYPES_8(word), word E9
#define REPRISE_DETAIL_TYPES_10(word) REPRISE_DETAIL_TYPES_9(word), word E10
#define REPRISE_DETAIL_TYPES_11(word) REPRISE_DETAIL_TYPES_10(word), word E11
#define REPRISE_DETAIL_TYPES_12(word) REPRISE_DETAIL_TYPES_11(word), word E12
#define REPRISE_DETAIL_TYPES_13(word) REPRISE_DETAIL_TYPES_12(word), word E13
#define REPRISE_DETAIL_TYPES_14(word) REPRISE_DETAIL_TYPES_13(word), word E14
#define REPRISE_DETAIL_TYPES_15(word) REPRISE_DETAIL_TYPES_14(word), word E15
#define REPRISE_DETAIL_TYPES_16(word) REPRISE_DETAIL_TYPES_15(word), word E16
#define REPRISE_DETAIL_TYPES_17(word) REPRISE_DETAIL_TYPES_16(word), word E17
#define REPRISE_DETAIL_TYPES_18(word) REPRISE_DETAIL_TYPES_17(word), word E18
#define REPRISE_DETAIL_TYPES_19(word) REPRISE_DETAIL_TYPES_18(word), word E19
#define REPRISE_DETAIL_TYPES_20(word) REPRISE_DETAIL_TYPES_19(word), word E20

// REPRISE_DETAIL_FOR_TYPES_3(macro): macro(E1) macro(E2) macro(E3)
#define REPRISE_DETAIL_FOR_TYPES_1(macro) macro(E1)
#define REPRISE_DETAIL_FOR_TYPES_2(macro) REPRISE_DETAIL_FOR_TYPES_1(macro) macro(E2)
#define REPRISE_DETAIL_FOR_TYPES_3(macro) REPRISE_DETAIL_FOR_TYPES_2(macro) macro(E3)
#define REPRISE_DETAIL_FOR_TYPES_4(macro) REPRISE_DETAIL_FOR_TYPES_3(macro) macro(E4)
#define REPRISE_DETAIL_FOR_TYPES_5(macro) REPRISE_DETAIL_FOR_TYPES_4(macro) macro(E5)
#define REPRISE_DETAIL_FOR_TYPES_6(macro) REPRISE_DETAIL_FOR_TYPES_5(macro) macro(E6)
#define REPRISE_DETAIL_FOR_TYPES_7(macro) REPRISE_DETAIL_FOR_TYPES_6(macro) macro(E7)
#define REPRISE_DETAIL_FOR_TYPES_8(macro) REPRISE_DETAIL_FOR_TYPES_7(macro) macro(E8)
#define REPRISE_DETAIL_FOR_TYPES_9(macro) REPRISE_DETAIL_FOR_TYPES_8(macro) macro(E9)
#define REPRISE_DETAIL_FOR_TYPES_10(macro) REPRISE_DETAIL_FOR_TYPES_9(macro) macro(E10)
#define REPRISE_DETAIL_FOR_TYPES_11(macro) REPRISE_DETAIL_FOR_TYPES_10(macro) macro(E11)
#define REPRISE_DETAIL_FOR_TYPES_12(macro) REPRISE_DETAIL_FOR_TYPES_11(macro) macro(E12)
#define REPRISE_DETAIL_FOR_TYPES_13(macro) REPRISE_DETAIL_FOR_TYPES_12(macro) macro(E13)
#define REPRISE_DETAIL_FOR_TYPES_14(macro) REPRISE_DETAIL_FOR_TYPES_13(macro) macro(E14)
#define REPRISE_DETAIL_FOR_TYPES_15(macro) REPRISE_DETAIL_FOR_TYPES_14(macro) macro(E15)
#define REPRISE_DETAIL_FOR_TYPES_16(macro) REPRISE_DETAIL_FOR_TYPES_15(macro) macro(E16)
#define REPRISE_DETAIL_FOR_TYPES_17(macro) REPRISE_DETAIL_FOR_TYPES_16(macro) macro(E17)
#define REPRISE_DETAIL_FOR_TYPES_18(macro) REPRISE_DETAIL_FOR_TYPES_17(macro) macro(E18)
#define REPRISE_DETAIL_FOR_TYPES_19(macro) REPRISE_DETAIL_FOR_TYPES_18(macro) macro(E19)
#define REPRISE_DETAIL_FOR_TYPES_20(macro) REPRISE_DETAIL_FOR_TYPES_19(macro) macro(E20)

// macro(1) macro(2) and so on: 16 types of a classifier, its caught_besides, the marks and std::exception.
#define REPRISE_DETAIL_FOR_LENGTHS(macro) \
    macro(1) macro(2) macro(3) macro(4) macro(5) \
    macro(6) macro(7) macro(8) macro(9) macro(10) \
    macro(11) macro(12) macro(13) macro(14) macro(15) \
    macro(16) macro(17) macro(18) macro(19) macro(20)

// clang-format on

#endif  // REPRISE_DETAIL_FOR_EACH_TYPE_HPP
