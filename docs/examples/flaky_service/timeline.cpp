// SPDX-License-Identifier: Apache-2.0

#include "timeline.hpp"

#include "fault.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace flaky {

namespace {

constexpr std::size_t most_rows_drawn = 40;

// All in pixels.
constexpr double width = 960;
constexpr double left = 110;
constexpr double plot_width = 800;
constexpr double row_height = 18;
constexpr double bar_height = 12;
constexpr double wait_thickness = 2;
constexpr double rows_top = 84;
constexpr double histogram_height = 120;

// The Okabe-Ito palette, which colour-blind readers can tell apart as well.
constexpr std::string_view arrived_color = "#009e73";
constexpr std::string_view other_color = "#999999";
constexpr std::string_view wait_color = "#888888";
constexpr std::string_view histogram_color = "#0072b2";
constexpr std::array<std::string_view, fault_kinds.size()> fault_colors{
    "#000000",  // refuse
    "#d55e00",  // reset
    "#e69f00",  // 503
    "#0072b2",  // stall
    "#cc79a7",  // truncate
    "#56b4e9",  // corrupt
};

std::string_view color_of(attempt_record const& attempt) {
    if (!attempt.failure) return arrived_color;
    return attempt.failure->kind ? fault_colors[index_of(*attempt.failure->kind)] : other_color;
}

std::string escaped(std::string_view text) {
    std::string result;
    for (char const letter : text) {
        switch (letter) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            default: result += letter;
        }
    }
    return result;
}

std::string attribute(std::string_view name, std::string_view value) {
    return ' ' + std::string{name} + "=\"" + std::string{value} + '"';
}

std::string attribute(std::string_view name, double value) {
    return attribute(name, fixed(value, 1));
}

struct box {
    double x, y, width, height;
};

void draw_box(std::ostream& out, box where, std::string_view color, std::string_view tooltip) {
    out << "<rect" << attribute("x", where.x) << attribute("y", where.y)
        << attribute("width", where.width) << attribute("height", where.height)
        << attribute("fill", color) << "><title>" << escaped(tooltip) << "</title></rect>\n";
}

struct line {
    double x1, y1, x2, y2;
};

void draw_line(std::ostream& out, line where, std::string_view color, double thickness) {
    out << "<line" << attribute("x1", where.x1) << attribute("y1", where.y1)
        << attribute("x2", where.x2) << attribute("y2", where.y2) << attribute("stroke", color)
        << attribute("stroke-width", thickness) << "/>\n";
}

struct text_style {
    std::string_view anchor = "start";
    std::string_view weight = "normal";
    double size = 12;
    std::string_view color = "#333333";
};

constexpr text_style plain;
constexpr text_style centered{.anchor = "middle"};

void draw_text(
    std::ostream& out, double x, double y, std::string_view content, text_style const& style) {
    out << "<text" << attribute("x", x) << attribute("y", y)
        << attribute("text-anchor", style.anchor) << attribute("font-weight", style.weight)
        << attribute("font-size", style.size) << attribute("fill", style.color) << '>'
        << escaped(content) << "</text>\n";
}

void draw_legend(std::ostream& out) {
    constexpr double y = 54;
    constexpr double step = 100;
    auto x = left;
    auto const entry = [&](std::string_view color, std::string_view name) {
        draw_box(out, {x, y, bar_height, bar_height}, color, name);
        draw_text(out, x + bar_height + 5, y + 10, name, plain);
        x += step;
    };
    entry(arrived_color, "arrived");
    for (auto const& each : fault_kinds) entry(fault_colors[index_of(each.kind)], each.name);
    auto const middle = y + bar_height / 2;
    draw_line(out, {x, middle, x + 16, middle}, wait_color, wait_thickness);
    draw_text(out, x + 21, y + 10, "waiting", plain);
}

class time_axis {
  public:
    explicit time_axis(reprise::duration longest)
        : longest_{std::max(std::chrono::duration<double, std::milli>{longest}.count(), 1.0)} {}

    [[nodiscard]] double x(reprise::duration since_start) const {
        return x(std::chrono::duration<double, std::milli>{since_start}.count());
    }

    void draw(std::ostream& out, double bottom) const {
        for (int count = 0; count * step() <= longest_; ++count) {
            auto const tick = count * step();
            draw_line(out, {x(tick), rows_top - 4, x(tick), bottom}, "#e0e0e0", 1);
            draw_text(out, x(tick), bottom + 16, fixed(tick, step() < 1 ? 1 : 0), centered);
        }
        draw_text(
            out, left + plot_width / 2, bottom + 34,
            "milliseconds since the document's first attempt", centered);
    }

  private:
    [[nodiscard]] double x(double milliseconds) const {
        return left + plot_width * milliseconds / longest_;
    }

    // 1, 2 or 5 times a power of ten, so that there are from 5 to 12 ticks.
    [[nodiscard]] double step() const {
        double power = 0.1;
        while (power * 100 < longest_) power *= 10;
        for (auto const factor : {1.0, 2.0, 5.0}) {
            if (longest_ <= 12 * factor * power) return factor * power;
        }
        return 10 * power;
    }

    double longest_;
};

void draw_row(std::ostream& out, history const& story, time_axis const& axis, double top) {
    auto const middle = top + row_height / 2;
    draw_text(
        out, left - 8, middle + 4, "document " + std::to_string(story.document), {.anchor = "end"});
    auto const& attempts = story.attempts;
    draw_line(
        out, {axis.x(attempts.front().end), middle, axis.x(attempts.back().begin), middle},
        wait_color, wait_thickness);
    for (std::size_t at = 0; at < attempts.size(); ++at) {
        auto const& [begin, end, failure] = attempts[at];
        auto const what =
            failure ? std::string{name_of(*failure)} + " (" + failure->message + ')' : "arrived";
        // wide enough for an attempt of a microsecond to be seen among waits of a second
        auto const bar_width = std::max(3.0, axis.x(end) - axis.x(begin));
        draw_box(
            out, {axis.x(begin), middle - bar_height / 2, bar_width, bar_height},
            color_of(attempts[at]),
            "attempt " + std::to_string(at + 1) + ": " + what + ", " + to_text(end - begin));
    }
    if (!story.intact) {
        draw_text(out, axis.x(attempts.back().end) + 6, middle + 4, "lost", {.color = "#d00000"});
    }
}

void draw_histogram(std::ostream& out, std::vector<history> const& histories, double top) {
    std::map<std::size_t, std::size_t> documents_by_attempts;
    for (auto const& story : histories) ++documents_by_attempts[story.attempts.size()];
    std::size_t most = 0;
    for (auto const& [attempts, documents] : documents_by_attempts) {
        most = std::max(most, documents);
    }

    draw_text(
        out, left, top, "How many attempts all " + counted(histories.size(), "document") + " took",
        {.weight = "bold"});
    auto const bottom = top + histogram_height;
    auto const columns = documents_by_attempts.rbegin()->first;
    auto const column = std::min(plot_width / static_cast<double>(columns), 60.0);
    for (auto const& [attempts, documents] : documents_by_attempts) {
        auto const share = static_cast<double>(documents) / static_cast<double>(most);
        auto const height = std::max(1.0, (histogram_height - 36) * share);
        auto const x = left + column * static_cast<double>(attempts - 1);
        auto const middle = x + column / 2;
        draw_box(
            out, {x + column * 0.1, bottom - height, column * 0.8, height}, histogram_color,
            counted(documents, "document") + " took " + counted(attempts, "attempt"));
        draw_text(out, middle, bottom - height - 4, std::to_string(documents), centered);
        draw_text(out, middle, bottom + 16, std::to_string(attempts), centered);
    }
}

std::vector<history const*> choose_rows(std::vector<history> const& histories) {
    std::vector<history const*> rows;
    rows.reserve(histories.size());
    for (auto const& story : histories) {
        if (story.attempts.size() > 1) rows.push_back(&story);
    }
    if (rows.empty()) {
        for (auto const& story : histories) rows.push_back(&story);
    }
    if (rows.size() > most_rows_drawn) rows.resize(most_rows_drawn);
    return rows;
}

}  // namespace

void write_timeline(std::ostream& out, std::vector<history> const& histories) {
    auto const rows = choose_rows(histories);
    reprise::duration longest = reprise::duration::zero();
    for (auto const* story : rows) longest = std::max(longest, story->attempts.back().end);
    time_axis const axis{longest};
    auto const rows_bottom = rows_top + row_height * static_cast<double>(rows.size()) + 4;
    auto const with_histogram = histories.size() > rows.size();
    auto const histogram_top = rows_bottom + 66;
    auto const height = with_histogram ? histogram_top + histogram_height + 32 : rows_bottom + 48;

    out << "<svg" << attribute("xmlns", "http://www.w3.org/2000/svg")
        << attribute("viewBox", "0 0 " + fixed(width, 0) + ' ' + fixed(height, 0))
        << attribute("width", width) << attribute("height", height)
        << attribute("font-family", "sans-serif") << ">\n"
        << "<rect" << attribute("width", "100%") << attribute("height", "100%")
        << attribute("fill", "#ffffff") << "/>\n";
    draw_text(out, left, 28, "flaky_service: attempts and waits", {.weight = "bold", .size = 18});
    draw_text(
        out, left, 44,
        counted(histories.size(), "document") +
            ", retries: " + std::to_string(count_retries(histories)),
        plain);
    draw_legend(out);
    axis.draw(out, rows_bottom);
    auto top = rows_top;
    for (auto const* story : rows) {
        draw_row(out, *story, axis, top);
        top += row_height;
    }
    if (with_histogram) draw_histogram(out, histories, histogram_top);
    out << "</svg>\n";
}

}  // namespace flaky
