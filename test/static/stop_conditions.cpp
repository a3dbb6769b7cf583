// SPDX-License-Identifier: Apache-2.0
//
// The algebra of stop conditions: properties over all triples of samples and all queries that are tried, so that a law
// which does not hold does not build.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

namespace {

using namespace std::chrono_literals;
using reprise::attempts;
using reprise::deadline;
using reprise::elapsed;
using reprise::forever;
using reprise::stop_query;
using reprise::stop_reason;
using reprise::time_point;

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();
constexpr auto longest = reprise::duration::max();

constexpr std::array<stop_query, 10> queries{{
    {.attempts = 1},
    {.attempts = 2, .elapsed = 3s, .now = time_point{3s}},
    {.attempts = 2, .elapsed = 3s, .now = time_point{3s}, .delay = 4s},
    {.attempts = 3, .elapsed = 3s, .now = time_point{3s}},
    {.attempts = 3, .elapsed = 5s, .now = time_point{5s}},
    {.attempts = 4, .elapsed = 1s, .now = time_point{9s}},
    {.attempts = 4, .elapsed = 9s, .now = time_point{9s}, .delay = 1ns},
    {.attempts = 5, .elapsed = 7s, .now = time_point{7s}},
    {.attempts = 1, .now = time_point::min(), .delay = longest},
    {.attempts = endless, .elapsed = longest, .now = time_point::max(), .delay = longest},
}};

// a condition of somebody else's, for what the library has none of
struct at_once {
    static constexpr bool limits = true;
    static constexpr std::optional<stop_reason> stops(stop_query const& /*query*/) noexcept {
        return stop_reason::refused;
    }
    static constexpr reprise::limit<std::uint64_t> max_attempts() noexcept { return 1; }
    static constexpr reprise::limit<reprise::duration> max_elapsed() noexcept { return 0s; }
    static constexpr reprise::duration longest_wait(stop_query const& /*query*/) noexcept {
        return 0s;
    }
    static constexpr reprise::duration time_left(stop_query const& /*query*/) noexcept {
        return 0s;
    }
};
using reprise::operator||;
using reprise::operator&&;

// The same bounds, and the same decisions; where the order does not matter, not the same reasons.
template <class A, class B>
constexpr bool alike(A const& a, B const& b) {
    namespace detail = reprise::detail;
    if (detail::max_attempts_of(a) != detail::max_attempts_of(b)) return false;
    if (detail::max_elapsed_of(a) != detail::max_elapsed_of(b)) return false;
    for (auto const& query : queries) {
        if (a.stops(query).has_value() != b.stops(query).has_value()) return false;
        if (detail::longest_wait_of(a, query) != detail::longest_wait_of(b, query)) return false;
        if (detail::time_left_of(a, query) != detail::time_left_of(b, query)) return false;
    }
    return reprise::stop_limits<A> == reprise::stop_limits<B>;
}
template <class A, class B>
constexpr bool same(A const& a, B const& b) {
    for (auto const& query : queries) {
        if (a.stops(query) != b.stops(query)) return false;
    }
    return alike(a, b);
}

constexpr auto for_samples = [](auto const& law) {
    return law(forever{}) && law(attempts{1}) && law(attempts{3}) && law(elapsed{5s}) &&
           law(elapsed{4s}.clip()) && law(deadline{time_point{8s}}) &&
           law(deadline{time_point{7s}}.clip()) && law(at_once{});
};
constexpr auto for_pairs = [](auto const& law) {
    return for_samples(
        [&](auto const& a) { return for_samples([&](auto const& b) { return law(a, b); }); });
};
constexpr auto for_triples = [](auto const& law) {
    auto const with = [&](auto const& a, auto const& b) {
        return law(a, b, forever{}) && law(a, b, attempts{3}) && law(a, b, elapsed{4s}.clip()) &&
               law(a, b, deadline{time_point{8s}});
    };
    return with(attempts{2}, elapsed{5s}) && with(elapsed{3s}.clip(), attempts{4}) &&
           with(deadline{time_point{7s}}.clip(), elapsed{5s}) && with(at_once{}, forever{});
};

static_assert(
    for_samples([](auto const& a) { return same(a || forever{}, a) && same(forever{} || a, a); }),
    "never is neutral for ||");
static_assert(
    for_samples([](auto const& a) {
        return alike(a && forever{}, forever{}) && alike(forever{} && a, forever{});
    }),
    "never absorbs &&");
static_assert(
    for_samples([](auto const& a) { return same(at_once{} && a, a) && alike(a && at_once{}, a); }),
    "always is neutral for &&, and the reason is the second's");
static_assert(
    for_samples([](auto const& a) {
        return same(at_once{} || a, at_once{}) && alike(a || at_once{}, at_once{});
    }),
    "always absorbs ||");
static_assert(
    for_samples([](auto const& a) { return same(a || a, a) && same(a && a, a); }),
    "both are idempotent");
static_assert(
    for_pairs([](auto const& a, auto const& b) {
        return alike(a || b, b || a) && alike(a && b, b && a);
    }),
    "both commute, but for the reason");
static_assert(
    for_pairs([](auto const& a, auto const& b) {
        return alike(a || (a && b), a) && alike(a && (a || b), a);
    }),
    "each absorbs the other");
static_assert(
    for_triples([](auto const& a, auto const& b, auto const& c) {
        return same((a || b) || c, a || (b || c)) && same((a && b) && c, a && (b && c));
    }),
    "both associate, with the reason");
static_assert(
    for_triples([](auto const& a, auto const& b, auto const& c) {
        return alike(a && (b || c), (a && b) || (a && c)) &&
               alike(a || (b && c), (a || b) && (a || c));
    }),
    "both distribute over one another");

}  // namespace
