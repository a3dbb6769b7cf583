// SPDX-License-Identifier: Apache-2.0
//
// The backoffs' delays, retry by retry, and the algebra of their combinations: properties over samples that the compiler
// checks, so that a law which does not hold does not build.
#include <reprise/policies.hpp>
#include <reprise/retry.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace {

using namespace std::chrono_literals;
using reprise::delay_answer;
using reprise::duration;

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

// retry numbers where arithmetic tends to break
constexpr std::array<std::uint64_t, 12> retries_to_try{
    1, 2, 3, 5, 13, 32, 64, 92, 93, 1ULL << 31U, 1ULL << 63U, endless};

template <class Backoff>
constexpr bool starts_with(Backoff const& backoff, std::initializer_list<duration> expected) {
    std::uint64_t retry = 1;
    for (auto const delay : expected) {
        if (backoff.delay(retry++) != delay) return false;
    }
    return true;
}

static_assert(starts_with(
    reprise::fibonacci{10ms, 1s},
    {10ms, 10ms, 20ms, 30ms, 50ms, 80ms, 130ms, 210ms, 340ms, 550ms, 890ms, 1s, 1s}));
static_assert(reprise::fibonacci{1ns, duration::max()}.delay(92) == duration{7540113804746346429});
static_assert(reprise::fibonacci{1ns, duration::max()}.delay(93) == duration::max());
static_assert(reprise::fibonacci{2ns, duration::max()}.delay(92) == duration::max());
static_assert(reprise::fibonacci{0ns, 1s}.delay(endless) == 0s);
static_assert(reprise::fibonacci{1s, 1s}.delay(1) == 1s);

static_assert(
    starts_with(reprise::polynomial{10ms, 2, 1s}, {10ms, 40ms, 90ms, 160ms, 250ms, 360ms}));
static_assert(starts_with(reprise::polynomial{10ms, 1, 35ms}, {10ms, 20ms, 30ms, 35ms, 35ms}));
static_assert(starts_with(reprise::polynomial{1ns, 5, 1h}, {1ns, 32ns, 243ns, 1024ns, 3125ns}));
static_assert(
    reprise::polynomial{1ns, 3, duration::max()}.delay(2097151) == duration{9223358842721533951});
static_assert(reprise::polynomial{1ns, 3, duration::max()}.delay(2097152) == duration::max());
static_assert(reprise::polynomial{1ns, 63, duration::max()}.delay(2) == duration::max());
static_assert(reprise::polynomial{1ns, 62, duration::max()}.delay(2) == duration{1LL << 62});
static_assert(reprise::polynomial{1ns, 4'000'000'000U, 1h}.delay(endless) == 1h);
static_assert(reprise::polynomial{0ns, 3, 1h}.delay(endless) == 0s);

static_assert(starts_with(reprise::delay_table{50ms, 2s, 1us}, {50ms, 2s, 1us, 1us, 1us}));
static_assert(reprise::delay_table{1s, 2s}.delay(endless) == 2s);
static_assert(reprise::delay_table{std::chrono::hours::max()}.delay(1) == duration::max());
static_assert(sizeof(reprise::delay_table{1s, 2s}) == 2 * sizeof(duration));

static_assert(starts_with(reprise::first_at_once(reprise::linear{1s, 1s, 1h}), {0s, 1s, 2s, 3s}));
static_assert(reprise::first_at_once(reprise::linear{1s, 1s, 1h}).delay(endless) == 1h);

static_assert(starts_with(
    reprise::then(reprise::constant{10ms}, reprise::retries{2}, reprise::exponential{1s, 3.0, 1h}),
    {10ms, 10ms, 1s, 3s, 9s}));
static_assert(
    reprise::then(reprise::constant{1s}, reprise::retries{endless}, reprise::no_backoff{})
        .delay(endless - 1) == 1s);

static_assert(
    starts_with(reprise::capped(reprise::linear{1s, 1s, 1h}, 2500ms), {1s, 2s, 2500ms, 2500ms}));
static_assert(
    starts_with(reprise::floored(reprise::linear{0s, 1s, 1h}, 1500ms), {1500ms, 1500ms, 2s, 3s}));
static_assert(starts_with(
    reprise::constant{50ms} + reprise::exponential{10ms, 2.0, 25ms}, {60ms, 70ms, 75ms, 75ms}));
static_assert(
    (reprise::constant{duration::max()} + reprise::constant{1ns}).delay(1) == duration::max());
static_assert(starts_with(
    reprise::shorter(reprise::linear{1s, 1s, 1h}, reprise::exponential{500ms, 2.0, 1h}),
    {500ms, 1s, 2s, 4s, 5s}));
static_assert(starts_with(
    reprise::longer(reprise::constant{100ms}, reprise::exponential{25ms, 2.0, 1h}),
    {100ms, 100ms, 100ms, 200ms}));

// what does not hold anything takes no room
static_assert(sizeof(reprise::capped_backoff<reprise::no_backoff>) == sizeof(duration));
static_assert(std::is_empty_v<reprise::first_at_once_backoff<reprise::no_backoff>>);

// functions

constexpr auto answers = [](std::uint64_t retry, duration computed) {
    if (retry == 1) return delay_answer::use(-5s);  // a mistake is no wait, and nothing else
    if (retry == 2) return delay_answer::keep();
    if (retry == 3) return delay_answer::use(computed / 4);
    return delay_answer::stop();
};
constexpr auto from_answers = reprise::from_function(answers, reprise::exponential{1s, 2.0, 1h});
static_assert(starts_with(from_answers, {0s, 2s, 1s, duration::max()}));
static_assert(from_answers.answer(3) == delay_answer::use(1s));
static_assert(from_answers.answer(4).stops());
static_assert(
    reprise::from_function([](std::uint64_t) { return delay_answer::keep(); }).delay(1) == 500ms,
    "the default backoff computes what nobody else does");

// wherever a function that stops is part of a combination, the combination stops
static_assert(reprise::capped(from_answers, 1s).answer(4).stops());
static_assert(reprise::capped(from_answers, 1s).answer(2) == delay_answer::use(1s));
static_assert(reprise::floored(from_answers, 1s).answer(4).stops());
static_assert(reprise::floored(from_answers, 1s).answer(1) == delay_answer::use(1s));
static_assert(reprise::first_at_once(from_answers).answer(5).stops());
static_assert(reprise::first_at_once(from_answers).answer(1) == delay_answer::use(0s));
static_assert((from_answers + reprise::constant{1s}).answer(4).stops());
static_assert((reprise::constant{1s} + from_answers).answer(4).stops());
static_assert((reprise::constant{1s} + from_answers).answer(2) == delay_answer::use(3s));
static_assert(reprise::shorter(from_answers, reprise::constant{1s}).answer(4).stops());
static_assert(reprise::longer(reprise::constant{1s}, from_answers).answer(4).stops());
static_assert(
    reprise::then(from_answers, reprise::retries{2}, from_answers).answer(3) ==
    delay_answer::use(0s));
static_assert(reprise::then(from_answers, reprise::retries{2}, from_answers).answer(6).stops());
static_assert(!reprise::detail::answers<reprise::capped_backoff<reprise::constant>>);
static_assert(reprise::from_function(answers, from_answers).answer(2) == delay_answer::use(2s));

// and the run ends with that reason
constexpr auto stops_by_itself =
    reprise::compose(from_answers, reprise::no_jitter{}, reprise::forever{});
static_assert([] {
    auto machine = stops_by_itself.machine();
    constexpr auto no_word = [] { return std::uint64_t{0}; };
    auto const failed = [&] { return machine.failed(reprise::verdict::transient(), {}, no_word); };
    return failed() == reprise::step::wait(0s) && failed() == reprise::step::wait(2s) &&
           failed() == reprise::step::wait(1s) &&
           failed() == reprise::step::stop(reprise::stop_reason::attempts_exhausted) &&
           machine.attempt() == 4 && machine.waited() == 3s;
}());

// a backoff of somebody else's that keeps: its own delay is what there is to keep
struct keeper {
    static constexpr duration delay(std::uint64_t /*retry*/) { return 3s; }
    static constexpr delay_answer answer(std::uint64_t /*retry*/) { return delay_answer::keep(); }
};
static_assert(reprise::detail::answer_of(keeper{}, 1) == delay_answer::use(3s));
static_assert(!reprise::detail::delays_quietly<keeper>);
static_assert(reprise::detail::delays_quietly<reprise::capped_backoff<reprise::fibonacci>>);

// the algebra, over all pairs and triples of samples, at all retry numbers that are tried

template <class A, class B>
constexpr bool same(A const& a, B const& b) {
    for (auto const retry : retries_to_try) {
        if (a.delay(retry) != b.delay(retry)) return false;
    }
    return true;
}

constexpr auto for_samples = [](auto const& law) {
    return law(reprise::no_backoff{}) && law(reprise::constant{3s}) &&
           law(reprise::exponential{1ms, 1.7, 1h}) &&
           law(reprise::linear{1s, 7ms, duration::max()}) &&
           law(reprise::delay_table{5s, 1s, 9s}) && law(reprise::fibonacci{1ns, duration::max()}) &&
           law(reprise::constant{duration::max()});
};
constexpr auto for_pairs = [](auto const& law) {
    return for_samples(
        [&](auto const& a) { return for_samples([&](auto const& b) { return law(a, b); }); });
};
// one assertion a law and triple: clang evaluates a million steps in one expression and no more
#define REPRISE_FOR_TRIPLES(law, text)                                                         \
    static_assert(                                                                             \
        law(reprise::exponential{1ms, 1.7, 1h}, reprise::delay_table{5s, 1s, 9s},              \
            reprise::linear{1s, 7ms, duration::max()}),                                        \
        text);                                                                                 \
    static_assert(                                                                             \
        law(reprise::constant{duration::max()}, reprise::fibonacci{1ns, duration::max()},      \
            reprise::no_backoff{}),                                                            \
        text);                                                                                 \
    static_assert(                                                                             \
        law(reprise::delay_table{5s, 1s, 9s}, reprise::no_backoff{}, reprise::constant{3s}), text)

using reprise::capped;
using reprise::floored;
using reprise::longer;
using reprise::shorter;
using reprise::sum;
using reprise::then;

static_assert(
    for_samples([](auto const& a) { return same(sum(a, reprise::no_backoff{}), a); }),
    "0 is neutral for +");
static_assert(
    for_samples([](auto const& a) { return same(longer(a, reprise::no_backoff{}), a); }),
    "0 is neutral for max");
static_assert(
    for_samples([](auto const& a) {
        return same(shorter(a, reprise::no_backoff{}), reprise::no_backoff{});
    }),
    "0 absorbs min");
static_assert(
    for_samples([](auto const& a) {
        return same(shorter(a, reprise::constant{duration::max()}), a);
    }),
    "the longest is neutral for min");
static_assert(
    for_samples([](auto const& a) { return same(shorter(a, a), a) && same(longer(a, a), a); }),
    "min and max are idempotent");
static_assert(
    for_samples([](auto const& a) {
        return same(capped(a, duration::max()), a) && same(floored(a, 0s), a);
    }),
    "bounds that bind nothing change nothing");
static_assert(
    for_samples([](auto const& a) { return same(capped(capped(a, 4s), 2s), capped(a, 2s)); }),
    "the lower cap holds");
static_assert(
    for_samples([](auto const& a) {
        return same(capped(a, 2s), shorter(a, reprise::constant{2s}));
    }),
    "a cap is a minimum");
static_assert(
    for_samples([](auto const& a) {
        return same(floored(a, 2s), longer(a, reprise::constant{2s}));
    }),
    "a floor is a maximum");
static_assert(
    for_samples([](auto const& a) {
        return same(then(reprise::constant{1h}, reprise::retries{0}, a), a);
    }),
    "nothing, then a, is a");
static_assert(
    for_samples([](auto const& a) {
        return same(reprise::first_at_once(a), then(reprise::no_backoff{}, reprise::retries{1}, a));
    }),
    "first at once is a sequence");
static_assert(
    for_pairs([](auto const& a, auto const& b) { return same(sum(a, b), sum(b, a)); }),
    "+ commutes");
static_assert(
    for_pairs([](auto const& a, auto const& b) { return same(shorter(a, b), shorter(b, a)); }),
    "min commutes");
static_assert(
    for_pairs([](auto const& a, auto const& b) { return same(longer(a, b), longer(b, a)); }),
    "max commutes");
static_assert(
    for_pairs([](auto const& a, auto const& b) { return same(shorter(a, longer(b, a)), a); }),
    "min absorbs max");
static_assert(
    for_pairs([](auto const& a, auto const& b) { return same(longer(a, shorter(a, b)), a); }),
    "max absorbs min");

constexpr auto sums_associate = [](auto const& a, auto const& b, auto const& c) {
    return same(sum(sum(a, b), c), sum(a, sum(b, c)));
};
constexpr auto minima_associate = [](auto const& a, auto const& b, auto const& c) {
    return same(shorter(shorter(a, b), c), shorter(a, shorter(b, c)));
};
constexpr auto maxima_associate = [](auto const& a, auto const& b, auto const& c) {
    return same(longer(longer(a, b), c), longer(a, longer(b, c)));
};
constexpr auto minimum_distributes = [](auto const& a, auto const& b, auto const& c) {
    return same(shorter(a, longer(b, c)), longer(shorter(a, b), shorter(a, c)));
};
constexpr auto maximum_distributes = [](auto const& a, auto const& b, auto const& c) {
    return same(longer(a, shorter(b, c)), shorter(longer(a, b), longer(a, c)));
};
constexpr auto sum_distributes_over_minimum = [](auto const& a, auto const& b, auto const& c) {
    return same(sum(a, shorter(b, c)), shorter(sum(a, b), sum(a, c)));
};
constexpr auto sum_distributes_over_maximum = [](auto const& a, auto const& b, auto const& c) {
    return same(sum(a, longer(b, c)), longer(sum(a, b), sum(a, c)));
};
constexpr auto sequences_associate = [](auto const& a, auto const& b, auto const& c) {
    return same(
        then(then(a, reprise::retries{2}, b), reprise::retries{5}, c),
        then(a, reprise::retries{2}, then(b, reprise::retries{3}, c)));
};
REPRISE_FOR_TRIPLES(sums_associate, "+ associates");
REPRISE_FOR_TRIPLES(minima_associate, "min associates");
REPRISE_FOR_TRIPLES(maxima_associate, "max associates");
REPRISE_FOR_TRIPLES(minimum_distributes, "min distributes over max");
REPRISE_FOR_TRIPLES(maximum_distributes, "max distributes over min");
REPRISE_FOR_TRIPLES(sum_distributes_over_minimum, "+ distributes over min");
REPRISE_FOR_TRIPLES(sum_distributes_over_maximum, "+ distributes over max");
REPRISE_FOR_TRIPLES(sequences_associate, "then associates");

}  // namespace
