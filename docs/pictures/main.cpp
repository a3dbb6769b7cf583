// SPDX-License-Identifier: Apache-2.0

// Draws the pictures of the reference pages, from the library itself:
//
//   docs.pictures FOLDER
//
// A policy's picture has the policy's name. The comment of the policy shows it with \picture.

#include "curve.hpp"
#include "timeline.hpp"

#include <reprise/from_range.hpp>
#include <reprise/policies.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

class folder {
  public:
    explicit folder(std::filesystem::path where) : where_{std::move(where)} {
        std::filesystem::create_directories(where_);
    }

    void write(std::string_view name, std::string const& picture) const {
        std::ofstream file;
        file.exceptions(std::ios::failbit | std::ios::badbit);
        file.open(where_ / (std::string{name} + ".svg"), std::ios::binary);
        file << picture;
        file.close();
    }

    // A backoff, with what the default jitter makes of it.
    template <class Backoff>
    void backoff(std::string_view name, std::string const& title, Backoff backoff) const {
        auto shown = pictures::curve_of(title, std::move(backoff), reprise::full_jitter{});
        shown.spread_by = "full_jitter{}";
        write(name, pictures::draw(shown));
    }

    // A jitter, and what it makes of an exponential backoff.
    template <class Jitter>
    void jitter(std::string_view name, std::string const& title, Jitter jitter) const {
        write(
            name, pictures::draw(pictures::curve_of(
                      title + " on exponential{100ms, 2.0, 5s}",
                      reprise::exponential{100ms, 2.0, 5s}, std::move(jitter))));
    }

  private:
    std::filesystem::path where_;
};

void draw_backoffs(folder const& into) {
    into.backoff("no_backoff", "no_backoff{}", reprise::no_backoff{});
    into.backoff("constant", "constant{250ms}", reprise::constant{250ms});
    into.backoff("linear", "linear{100ms, 150ms, 1s}", reprise::linear{100ms, 150ms, 1s});
    into.backoff(
        "exponential", "exponential{100ms, 2.0, 5s}", reprise::exponential{100ms, 2.0, 5s});
    into.backoff("fibonacci", "fibonacci{100ms, 5s}", reprise::fibonacci{100ms, 5s});
    into.backoff("polynomial", "polynomial{50ms, 2, 5s}", reprise::polynomial{50ms, 2, 5s});
    into.backoff(
        "delay_table", "delay_table{50ms, 200ms, 1s}", reprise::delay_table{50ms, 200ms, 1s});
    into.backoff(
        "function_backoff", "from_function: 10 s before retry 5, else constant{2s}",
        reprise::from_function(
            [](std::uint64_t retry) {
                return retry == 5 ? reprise::delay_answer::use(10s) : reprise::delay_answer::keep();
            },
            reprise::constant{2s}));
    into.backoff(
        "range_backoff", "from_range(100ms, 300ms, 900ms)",
        reprise::from_range(std::vector{100ms, 300ms, 900ms}));
    into.backoff(
        "first_at_once_backoff", "first_at_once(exponential{100ms, 2.0, 5s})",
        reprise::first_at_once(reprise::exponential{100ms, 2.0, 5s}));
    into.backoff(
        "backoff_sequence", "then(constant{50ms}, retries{3}, exponential{1s, 2.0, 8s})",
        reprise::then(
            reprise::constant{50ms}, reprise::retries{3}, reprise::exponential{1s, 2.0, 8s}));
    into.backoff(
        "capped_backoff", "capped(exponential{100ms, 2.0, 1h}, 2s)",
        reprise::capped(reprise::exponential{100ms, 2.0, 1h}, 2s));
    into.backoff(
        "floored_backoff", "floored(linear{0s, 100ms, 1s}, 250ms)",
        reprise::floored(reprise::linear{0s, 100ms, 1s}, 250ms));
    into.backoff(
        "backoff_sum", "constant{300ms} + exponential{50ms, 2.0, 2s}",
        reprise::constant{300ms} + reprise::exponential{50ms, 2.0, 2s});
    into.backoff(
        "shorter_backoff", "shorter(linear{500ms, 250ms, 1h}, exponential{50ms, 2.0, 1h})",
        reprise::shorter(reprise::linear{500ms, 250ms, 1h}, reprise::exponential{50ms, 2.0, 1h}));
    into.backoff(
        "longer_backoff", "longer(constant{400ms}, exponential{50ms, 2.0, 3s})",
        reprise::longer(reprise::constant{400ms}, reprise::exponential{50ms, 2.0, 3s}));
}

void draw_jitters(folder const& into) {
    into.jitter("no_jitter", "no_jitter{}", reprise::no_jitter{});
    into.jitter("full_jitter", "full_jitter{}", reprise::full_jitter{});
    into.jitter("equal_jitter", "equal_jitter{}", reprise::equal_jitter{});
    into.jitter("additive_jitter", "additive_jitter{1s}", reprise::additive_jitter{1s});
    into.jitter(
        "proportional_jitter", "proportional_jitter{0.2}", reprise::proportional_jitter{0.2});
    into.jitter(
        "multiplicative_jitter", "multiplicative_jitter{0.5, 1.5}",
        reprise::multiplicative_jitter{0.5, 1.5});
    into.jitter("smoothed_jitter", "smoothed_jitter{}", reprise::smoothed_jitter{});
    // these grow by themselves
    into.write(
        "decorrelated_jitter", pictures::draw(pictures::curve_of(
                                   "decorrelated_jitter{100ms} within constant{5s}",
                                   reprise::constant{5s}, reprise::decorrelated_jitter{100ms})));
    into.write(
        "monotone_jitter", pictures::draw(pictures::curve_of(
                               "monotone_jitter{100ms} within constant{5s}", reprise::constant{5s},
                               reprise::monotone_jitter{100ms})));
}

// The order of other libraries, for comparison: the jitter draws from a delay that has grown past the cap.
struct capped_after_jitter {
    reprise::duration cap;

    [[nodiscard]] reprise::duration apply(
        reprise::duration delay, reprise::jitter_input const& input) const noexcept {
        return std::min(reprise::full_jitter{}.apply(delay, input), cap);
    }
};

void draw_orders(folder const& into) {
    into.write(
        "cap_first", pictures::draw(pictures::curve_of(
                         "cap first, jitter after: exponential{100ms, 2.0, 2s}, full_jitter{}",
                         reprise::exponential{100ms, 2.0, 2s}, reprise::full_jitter{})));
    into.write(
        "cap_last", pictures::draw(pictures::curve_of(
                        "jitter first, cap of 2s after", reprise::exponential{100ms, 2.0, 100s},
                        capped_after_jitter{2s}, 2s)));
}

void draw_stop_conditions(folder const& into) {
    using pictures::draw;
    using pictures::plan;
    using pictures::run_under;
    auto const always = [](auto condition) {
        return [condition](std::stop_token const&) { return condition; };
    };
    into.write(
        "attempts",
        draw(
            "attempts counts all calls", {run_under("attempts{4}", always(reprise::attempts{4})),
                                          run_under("attempts{1}", always(reprise::attempts{1})),
                                          run_under(
                                              "attempts{4}, the third attempt succeeds",
                                              always(reprise::attempts{4}), plan{.failures = 2})}));
    into.write(
        "retries", draw(
                       "retries counts the calls after the first",
                       {run_under("retries{3}", always(reprise::retries{3})),
                        run_under("retries{0}", always(reprise::retries{0}))}));
    into.write(
        "elapsed", draw(
                       "elapsed: no wait is begun that would end past the limit",
                       {run_under("elapsed{1s}", always(reprise::elapsed{1s})),
                        run_under("elapsed{1s}.clip()", always(reprise::elapsed{1s}.clip()))},
                       pictures::moment{1s, "1s"}));
    auto const moment = reprise::time_point{700ms};
    into.write(
        "deadline",
        draw(
            "deadline: no wait is begun that would end past the moment",
            {run_under("deadline{moment}", always(reprise::deadline{moment})),
             run_under("deadline{moment}.clip()", always(reprise::deadline{moment}.clip()))},
            pictures::moment{700ms, "moment"}));
    into.write(
        "stop_on", draw(
                       "stop_on: a wait is left at once when a stop is requested",
                       {run_under(
                           "forever{} || stop_on{token}",
                           [](std::stop_token const& token) {
                               return reprise::forever{} || reprise::stop_on{token};
                           },
                           plan{.cancel = 830ms})},
                       pictures::moment{830ms, "a stop is requested"}));
    into.write(
        "stop_if_t", draw(
                         "stop_if: no further attempt once the predicate holds",
                         {run_under(
                             "attempts{9} || stop_if(the breaker is open)",
                             always(
                                 reprise::attempts{9} ||
                                 reprise::stop_if_timed([](reprise::stop_query const& query) {
                                     return query.elapsed >= 500ms;
                                 })))},
                         pictures::moment{500ms, "the breaker opens"}));
    into.write(
        "forever",
        draw("forever never gives up", {run_under("forever{}", always(reprise::forever{}))}));
    into.write(
        "stop_either", draw(
                           "||: whichever stops first",
                           {run_under(
                                "attempts{3} || elapsed{1s}",
                                always(reprise::attempts{3} || reprise::elapsed{1s})),
                            run_under(
                                "attempts{9} || elapsed{1s}",
                                always(reprise::attempts{9} || reprise::elapsed{1s}))},
                           pictures::moment{1s, "1s"}));
    into.write(
        "stop_both", draw(
                         "&&: only when both stop",
                         {run_under(
                              "attempts{3} && elapsed{1s}",
                              always(reprise::attempts{3} && reprise::elapsed{1s})),
                          run_under(
                              "attempts{5} && elapsed{1s}",
                              always(reprise::attempts{5} && reprise::elapsed{1s}))},
                         pictures::moment{1s, "1s"}));
}

void draw_time_limits(folder const& into) {
    using pictures::draw;
    using pictures::progress;
    using pictures::run_limited;
    progress const hangs{1h};
    progress const quick{120ms};
    progress const stuck{60ms, 60ms, 1h};
    progress const slow(7, 60ms);
    into.write(
        "run_timeout",
        draw(
            "run_timeout: each attempt gets so much time, or what is left of the run",
            {run_limited(
                 "run_timeout{300ms}, the first one hangs", reprise::run_timeout{300ms},
                 {hangs, quick}),
             run_limited(
                 "the same with elapsed{600ms}, all hang", reprise::run_timeout{300ms},
                 {hangs, hangs}, reprise::elapsed{600ms})},
            pictures::moment{600ms, "600ms"}));
    into.write(
        "idle_timeout", draw(
                            "idle_timeout: an attempt that makes progress goes on",
                            {run_limited(
                                "idle_timeout{100ms}, the first attempt gets stuck",
                                reprise::idle_timeout{100ms}, {stuck, slow})}));
    into.write(
        "limit_either", draw(
                            "||: whichever is reached first",
                            {run_limited(
                                "run_timeout{300ms} || idle_timeout{100ms}",
                                reprise::run_timeout{300ms} || reprise::idle_timeout{100ms},
                                {stuck, slow, progress{60ms, 60ms}})}));
    into.write(
        "no_time_limit",
        draw(
            "no_time_limit: an attempt takes as long as it takes",
            {run_limited("no_time_limit{}", reprise::no_time_limit{}, {progress{900ms}})}));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: docs.pictures FOLDER\n";
        return EXIT_FAILURE;
    }
    try {
        folder const into{argv[1]};
        draw_backoffs(into);
        draw_jitters(into);
        draw_orders(into);
        draw_stop_conditions(into);
        draw_time_limits(into);
    } catch (std::exception const& error) {
        std::cerr << "docs.pictures: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
