// SPDX-License-Identifier: Apache-2.0
#include <reprise/amplification.hpp>
#include <reprise/first_match.hpp>
#include <reprise/retry.hpp>

#include <cstdint>
#include <limits>

namespace {

using namespace std::chrono_literals;
using reprise::amplification;
using reprise::amplification_v;
using reprise::amplifying;
using reprise::compose;
using reprise::retrying;
using reprise::unbounded;

constexpr auto once = [] { return 1; };
constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

using two = reprise::static_policy<[] { return compose(reprise::attempts{2}); }>;
using three = reprise::static_policy<[] { return compose(reprise::attempts{3}); }>;
using for_a_time = reprise::static_policy<[] { return compose(reprise::elapsed{1s}); }>;

static_assert(amplification(once) == 1 && amplification_v<decltype(once)> == 1);
static_assert(amplification_v<int (*)()> == 1);

// in the type
using outer = retrying<three, retrying<two, decltype(once)>>;
static_assert(amplification_v<outer> == 6);
static_assert(amplification_v<outer const&> == 6);
static_assert(amplification_v<retrying<two, outer>> == 12);
static_assert(amplification_v<retrying<for_a_time, outer>> == unbounded);
static_assert(amplification_v<retrying<two, retrying<for_a_time, decltype(once)>>> == unbounded);
static_assert(!(amplification_v<retrying<for_a_time, outer>> <= largest), "unbounded is above all");

// in the value
constexpr retrying inner{compose(reprise::attempts{4}), once};
constexpr retrying around{compose(reprise::attempts{5}), inner};
static_assert(amplification(inner) == 4 && amplification(around) == 20);
static_assert(amplification_v<decltype(around)> == unbounded, "its type does not say");
static_assert(amplification(retrying{three{}, around}) == 60);
static_assert(amplification(retrying{compose(reprise::forever{}), around}) == unbounded);
static_assert(
    amplification(retrying{compose(reprise::attempts{largest}), around}) == largest,
    "it saturates");
static_assert(
    amplification(retrying{
        reprise::first_match(compose(reprise::attempts{3}), reprise::attempts{3}), inner}) == 12);

// by its author's word
constexpr auto client = amplifying<3>(once);
static_assert(amplification(client) == 3 && client() == 1);
static_assert(amplification_v<retrying<two, decltype(client)>> == 6);
static_assert(amplification(retrying{two{}, client}) == 6);
static_assert([] {
    auto counting = amplifying<2>([calls = 0]() mutable { return ++calls; });
    return counting() + counting();
}() == 3);

}  // namespace
