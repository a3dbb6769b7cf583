// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Runs on a time axis: attempts, waits, and where a stop condition ends them.

#ifndef REPRISE_DOCS_PICTURES_TIMELINE_HPP
#define REPRISE_DOCS_PICTURES_TIMELINE_HPP

#include <reprise/retry.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>  // std::ref
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictures {

// A stretch of a run: an attempt, or the wait before the next one.
struct stretch {
    reprise::duration from;
    reprise::duration to;
    std::uint64_t attempt = 0;  // its number; zero for a wait
    bool left_early = false;
    std::string note{};  // stands above an attempt
};

struct run {
    std::string title;
    std::vector<stretch> stretches;
    bool succeeded = false;
    std::string ending{};
};

// A moment that is marked on the time axis.
struct moment {
    reprise::duration when;
    std::string name;
};

// Draws the runs below each other.
[[nodiscard]] std::string draw(
    std::string_view title, std::vector<run> const& runs, std::optional<moment> const& marked = {});

// What happens on paper, and when.
struct plan {
    reprise::duration attempt_takes = std::chrono::milliseconds{60};
    std::uint64_t failures = 1'000;             // how many attempts fail
    std::optional<reprise::duration> cancel{};  // when a stop is requested
    std::uint64_t shown = 7;                    // a run that goes on for ever is cut off here
};

// How long an attempt takes: the stretches from one sign of progress to the next.
using progress = std::vector<reprise::duration>;

// Time that passes in attempts and waits only; writes both down.
class paper_clock {
  public:
    explicit paper_clock(plan planned) : plan_{planned} {}

    [[nodiscard]] reprise::time_point now() const noexcept { return reprise::time_point{now_}; }

    bool wait(reprise::duration delay, std::stop_token const& token) {
        if (token.stop_requested()) return false;
        auto const end = now_ + delay;
        bool const cancelled = plan_.cancel && *plan_.cancel < end;
        stretches_.push_back({now_, cancelled ? *plan_.cancel : end, 0, cancelled});
        now_ = stretches_.back().to;
        if (cancelled) source_.request_stop();
        return !cancelled;
    }

    void attempt(std::uint64_t number) {
        stretches_.push_back({now_, now_ + plan_.attempt_takes, number});
        now_ += plan_.attempt_takes;
        if (number <= plan_.failures) throw std::runtime_error{"down"};
    }

    // An attempt that keeps to the limits that it is told.
    void attempt(reprise::attempt const& told, progress const& planned) {
        auto const& limits = told.limits();
        auto spent = reprise::duration::zero();
        char const* note = "";
        for (auto const step : planned) {
            auto const left = limits.run - spent;
            if (step > std::min(limits.idle, left)) {
                note = limits.idle < left ? "no progress" : "too long";
                spent += std::min(limits.idle, left);
                break;
            }
            spent += step;
        }
        stretches_.push_back({now_, now_ + spent, told.number(), false, note});
        now_ += spent;
        if (*note != '\0') throw std::runtime_error{note};
    }

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
    [[nodiscard]] plan const& planned() const noexcept { return plan_; }
    [[nodiscard]] std::vector<stretch> const& stretches() const noexcept { return stretches_; }

  private:
    plan plan_;
    reprise::duration now_ = reprise::duration::zero();
    std::stop_source source_;
    std::vector<stretch> stretches_;
};

// What a run of the library itself does under a stop condition. `make` gets the token by which it can be stopped.
template <class Make>
[[nodiscard]] run run_under(std::string title, Make const& make, plan const& planned = {}) {
    using namespace std::chrono_literals;
    paper_clock clock{planned};
    // the page ends somewhere, even where the run does not
    reprise::attempts const page_end{planned.shown};
    auto const policy = reprise::compose(
        reprise::exponential{100ms, 2.0, 400ms}, reprise::no_jitter{}, std::ref(clock),
        make(clock.token()) || page_end);
    auto const result = reprise::try_retry(
        policy, [&](reprise::attempt const& attempt) { clock.attempt(attempt.number()); });

    run found{.title = std::move(title), .stretches = clock.stretches()};
    found.succeeded = static_cast<bool>(result);
    bool const cut_off =
        result.report().attempts == planned.shown &&
        reprise::max_attempts(reprise::with(policy, make(clock.token()))) != planned.shown;
    found.ending = cut_off ? "and so on" : std::string{to_string(result.report().reason)};
    return found;
}

// What a run of the library itself does under a time limit, and perhaps a stop condition, if its attempts take so long.
template <class Limit, class Stop = reprise::attempts>
[[nodiscard]] run run_limited(
    std::string title, Limit limit, std::vector<progress> const& planned,
    Stop stop = reprise::attempts{9}) {
    using namespace std::chrono_literals;
    paper_clock clock{{}};
    auto const policy = reprise::compose(
        reprise::constant{80ms}, reprise::no_jitter{}, std::ref(clock), std::move(stop),
        std::move(limit));
    auto const result = reprise::try_retry(policy, [&](reprise::attempt const& attempt) {
        if (attempt.number() <= planned.size())
            clock.attempt(attempt, planned[attempt.number() - 1]);
    });
    if (result.report().attempts > planned.size())
        throw std::logic_error{title + ": more attempts than planned"};
    return {
        .title = std::move(title),
        .stretches = clock.stretches(),
        .succeeded = static_cast<bool>(result),
        .ending = std::string{to_string(result.report().reason)}};
}

}  // namespace pictures

#endif  // REPRISE_DOCS_PICTURES_TIMELINE_HPP
