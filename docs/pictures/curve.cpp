// SPDX-License-Identifier: Apache-2.0
#include "curve.hpp"

#include "svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace pictures {

namespace {

constexpr double width = 620;
constexpr double height = 330;
constexpr double left = 70;
constexpr double right = width - 20;
constexpr double top = 40;
constexpr double bottom = height - 72;

reprise::duration longest_of(curve const& shown) {
    auto longest = reprise::duration::zero();
    for (auto const* line : {&shown.backoff, &shown.most}) {
        for (auto const delay : *line) longest = std::max(longest, delay);
    }
    // a policy that never waits has an axis too
    return longest == reprise::duration::zero() ? std::chrono::milliseconds{100} : longest;
}

// A round number of which about five fit.
reprise::duration tick_for(reprise::duration longest) {
    auto const exact = static_cast<double>(longest.count()) / 5;
    auto const power = std::pow(10.0, std::floor(std::log10(std::max(exact, 1.0))));
    for (double const factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= exact) {
            return reprise::duration{static_cast<reprise::duration::rep>(factor * power)};
        }
    }
    return reprise::duration{static_cast<reprise::duration::rep>(10 * power)};
}

// Where retries and delays are on the paper.
class scale {
  public:
    scale(std::size_t retries, reprise::duration longest)
        : column_{(right - left) / static_cast<double>(retries)},
          longest_{static_cast<double>(longest.count())} {}

    [[nodiscard]] double column() const { return column_; }
    [[nodiscard]] double x(std::size_t index) const {
        return left + column_ * (static_cast<double>(index) + 0.5);
    }
    [[nodiscard]] double y(reprise::duration delay) const {
        return bottom - (bottom - top) * static_cast<double>(delay.count()) / longest_;
    }
    // A level that holds for one retry.
    void level(
        drawing& page, std::string_view style, std::size_t index, double at, double half) const {
        page.line(style, {x(index) - half, at}, {x(index) + half, at});
    }
    [[nodiscard]] double half_bar() const { return column_ * 0.4; }

  private:
    double column_;
    double longest_;
};

void draw_axes(drawing& page, scale const& where, curve const& shown, reprise::duration top_tick) {
    auto const tick = tick_for(top_tick);
    for (auto at = reprise::duration::zero(); at <= top_tick; at += tick) {
        page.line("grid", {left, where.y(at)}, {right, where.y(at)});
        page.text("small", {left - 8, where.y(at) + 4}, align::end, reprise::to_text(at));
    }
    page.line("axis", {left, bottom}, {right, bottom});
    for (std::size_t i = 0; i != shown.backoff.size(); ++i) {
        page.text("small", {where.x(i), bottom + 17}, align::middle, std::to_string(i + 1));
    }
    page.text(
        "small", {(left + right) / 2, bottom + 34}, align::middle,
        shown.spread_by.empty() ? "number of the retry"
                                : "number of the retry; spread by " + shown.spread_by);
    page.text("strong", {8, 20}, align::start, shown.title);
}

void draw_legend(drawing& page, curve const& shown) {
    double const y = height - 14;
    double x = left;
    auto const next = [&](double length) { x += length; };
    page.line("backoff", {x, y - 4}, {x + 28, y - 4});
    page.text("small", {x + 34, y}, align::start, shown.spread ? "backoff" : "delay");
    if (!shown.spread) return;
    next(104);
    page.line("mean", {x, y - 4}, {x + 28, y - 4});
    page.text("small", {x + 34, y}, align::start, "mean");
    next(92);
    page.box("band", {x, y - 10}, 28, 12, 2);
    page.text("small", {x + 34, y}, align::start, "least to most");
    next(134);
    page.circle("sample", {x + 14, y - 4}, 2.5);
    page.text(
        "small", {x + 24, y}, align::start, std::to_string(shown.samples.size()) + " sample runs");
}

void draw_samples(drawing& page, scale const& where, curve const& shown) {
    auto const runs = static_cast<double>(shown.samples.size());
    for (std::size_t run = 0; run != shown.samples.size(); ++run) {
        // side by side, so that equal delays do not hide each other
        auto const shift = (static_cast<double>(run) + 0.5) / runs - 0.5;
        for (std::size_t i = 0; i != shown.samples[run].size(); ++i) {
            page.circle(
                "sample",
                {where.x(i) + shift * where.column() * 0.6, where.y(shown.samples[run][i])}, 1.8);
        }
    }
}

std::string described(curve const& shown) {
    auto text = "Delay before each retry of " + shown.title + ": ";
    for (std::size_t i = 0; i != shown.backoff.size(); ++i) {
        if (i != 0) text += "; ";
        text += "retry " + std::to_string(i + 1) + ' ';
        if (shown.spread) {
            text += "from " + reprise::to_text(shown.least[i]) + " to " +
                    reprise::to_text(shown.most[i]);
        } else {
            text += reprise::to_text(shown.backoff[i]);
        }
    }
    return text;
}

}  // namespace

std::string draw(curve const& shown) {
    auto const longest = longest_of(shown);
    scale const where{shown.backoff.size(), longest};
    drawing page{width, height, shown.title, described(shown)};
    draw_axes(page, where, shown, longest);
    for (std::size_t i = 0; shown.spread && i != shown.most.size(); ++i) {
        page.box(
            "band", {where.x(i) - where.half_bar(), where.y(shown.most[i])}, 2 * where.half_bar(),
            where.y(shown.least[i]) - where.y(shown.most[i]), 0);
    }
    if (shown.spread) draw_samples(page, where, shown);
    for (std::size_t i = 0; i != shown.backoff.size(); ++i) {
        if (shown.spread)
            where.level(page, "mean", i, where.y(shown.mean[i]), where.half_bar() * 0.7);
        where.level(page, "backoff", i, where.y(shown.backoff[i]), where.half_bar());
    }
    draw_legend(page, shown);
    return page.str();
}

}  // namespace pictures
