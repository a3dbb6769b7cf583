// SPDX-License-Identifier: Apache-2.0
#include "svg.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace pictures {

namespace {

// The page's own colours are not reachable from inside of a picture, and its background has to show through.
constexpr std::string_view style_sheet = R"(<style>
:root { color-scheme: light dark; }
text { font: 14px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #4b5563; }
.small { font-size: 12px; }
.strong { font-weight: 600; fill: #1f2937; }
.axis { stroke: #9ca3af; }
.grid { stroke: #9ca3af; stroke-opacity: 0.3; }
.band { fill: #3b82f6; fill-opacity: 0.16; }
.mean { stroke: #2563eb; stroke-width: 2.5; }
.backoff { stroke: #d97706; stroke-width: 2; stroke-dasharray: 5 3; }
.sample { fill: #2563eb; fill-opacity: 0.45; }
.attempt { fill: #dc2626; }
.success { fill: #16a34a; }
.number { fill: #ffffff; font-weight: 600; }
.wait { stroke: #2563eb; stroke-width: 2; }
.left { stroke: #2563eb; stroke-width: 2; stroke-dasharray: 2 4; }
.limit { stroke: #d97706; stroke-width: 2; stroke-dasharray: 6 4; }
@media (prefers-color-scheme: dark) {
text { fill: #b6bdc9; }
.strong { fill: #f3f4f6; }
.axis, .grid { stroke: #6b7280; }
.band { fill: #60a5fa; fill-opacity: 0.22; }
.mean, .wait, .left { stroke: #60a5fa; }
.backoff, .limit { stroke: #fbbf24; }
.sample { fill: #93c5fd; fill-opacity: 0.55; }
.number { fill: #ffffff; }
}
</style>
)";

std::string escaped(std::string_view words) {
    std::string out;
    for (char const letter : words) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += letter;
        }
    }
    return out;
}

// The same on every machine, whatever its locale.
std::string number(double value) {
    std::array<char, 32> digits{};
    auto const end = std::to_chars(
        digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 1);
    return {digits.data(), end.ptr};
}

std::string attribute(std::string_view name, std::string_view value) {
    return ' ' + std::string{name} + "=\"" + escaped(value) + '"';
}

std::string attribute(std::string_view name, double value) {
    return attribute(name, number(value));
}

}  // namespace

drawing::drawing(double width, double height, std::string_view title, std::string_view description)
    : out_{
          "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"" +
          attribute("viewBox", "0 0 " + number(width) + ' ' + number(height)) + ">\n<title>" +
          escaped(title) + "</title>\n<desc>" + escaped(description) + "</desc>\n"} {
    out_ += style_sheet;
}

void drawing::line(std::string_view style, point from, point to) {
    out_ += "<line" + attribute("class", style) + attribute("x1", from.x) +
            attribute("y1", from.y) + attribute("x2", to.x) + attribute("y2", to.y) + "/>\n";
}

void drawing::circle(std::string_view style, point center, double radius) {
    out_ += "<circle" + attribute("class", style) + attribute("cx", center.x) +
            attribute("cy", center.y) + attribute("r", radius) + "/>\n";
}

void drawing::box(
    std::string_view style, point corner, double width, double height, double radius) {
    out_ += "<rect" + attribute("class", style) + attribute("x", corner.x) +
            attribute("y", corner.y) + attribute("width", width) + attribute("height", height) +
            attribute("rx", radius) + "/>\n";
}

void drawing::text(std::string_view style, point where, align alignment, std::string_view words) {
    constexpr std::array<std::string_view, 3> anchors{"start", "middle", "end"};
    out_ += "<text" + attribute("class", style) + attribute("x", where.x) +
            attribute("y", where.y) +
            attribute("text-anchor", anchors.at(static_cast<std::size_t>(alignment))) + '>' +
            escaped(words) + "</text>\n";
}

std::string drawing::str() const { return out_ + "</svg>\n"; }

}  // namespace pictures
