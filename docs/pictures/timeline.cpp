// SPDX-License-Identifier: Apache-2.0
#include "timeline.hpp"

#include "svg.hpp"

#include <algorithm>

namespace pictures {

namespace {

constexpr double width = 620;
constexpr double left = 16;
constexpr double right = width - 136;  // how the runs ended stands beyond
constexpr double top = 54;
constexpr double lane = 66;
constexpr double bar = 20;

reprise::duration end_of(std::vector<run> const& runs, std::optional<moment> const& marked) {
    auto end = marked ? marked->when : reprise::duration{1};
    for (auto const& one : runs) {
        if (!one.stretches.empty()) end = std::max(end, one.stretches.back().to);
    }
    return end;
}

std::string described(std::vector<run> const& runs) {
    std::string text;
    for (auto const& one : runs) {
        text += one.title + ": ";
        for (auto const& part : one.stretches) {
            auto const span = reprise::to_text(part.to - part.from);
            text += part.attempt != 0
                        ? "attempt " + std::to_string(part.attempt) +
                              (part.note.empty() ? "" : ", ended after " + span + ": " + part.note)
                    : part.left_early ? "a wait, left after " + span
                                      : "a wait of " + span;
            text += ", ";
        }
        text += one.ending + ". ";
    }
    return text;
}

void draw_run(drawing& page, run const& one, double y, double per_nanosecond) {
    auto const x = [&](reprise::duration at) {
        return left + per_nanosecond * static_cast<double>(at.count());
    };
    page.text("strong", {left, y - 26}, align::start, one.title);
    for (auto const& part : one.stretches) {
        auto const end = x(part.to);
        if (part.attempt == 0) {
            page.line(part.left_early ? "left" : "wait", {x(part.from), y + 6}, {end, y + 6});
            page.text(
                "small", {(x(part.from) + end) / 2, y - 8}, align::middle,
                reprise::to_text(part.to - part.from));
            continue;
        }
        bool const good = one.succeeded && &part == &one.stretches.back();
        page.box(
            good ? "success" : "attempt", {x(part.from), y - bar / 2 + 6}, end - x(part.from), bar,
            3);
        page.text(
            "small number", {(x(part.from) + end) / 2, y + 10}, align::middle,
            std::to_string(part.attempt));
        page.text("small", {(x(part.from) + end) / 2, y - 8}, align::middle, part.note);
    }
    page.text("small", {width - 6, y + 10}, align::end, one.ending);
}

}  // namespace

std::string draw(
    std::string_view title, std::vector<run> const& runs, std::optional<moment> const& marked) {
    auto const height = top + lane * static_cast<double>(runs.size()) + 18;
    auto const per_nanosecond = (right - left) / static_cast<double>(end_of(runs, marked).count());
    drawing page{width, height, title, described(runs)};
    if (marked) {
        auto const at = left + per_nanosecond * static_cast<double>(marked->when.count());
        page.line("limit", {at, 22}, {at, height - 24});
        page.text("small", {at, 15}, align::middle, marked->name);
    }
    double y = top;
    for (auto const& one : runs) {
        draw_run(page, one, y + 10, per_nanosecond);
        y += lane;
    }
    page.text(
        "small", {left, height - 4}, align::start,
        "boxes are attempts, lines are waits; time runs to the right");
    return page.str();
}

}  // namespace pictures
