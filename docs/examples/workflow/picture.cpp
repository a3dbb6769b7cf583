// SPDX-License-Identifier: Apache-2.0

#include "picture.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace workflow {

namespace {

constexpr std::array<std::string_view, 5> nodes{"fetch", "parse", "summarize", "index", "store"};
constexpr int left = 90;
constexpr int column_width = 150;
constexpr int top = 70;
constexpr int row_height = 24;
constexpr int dot = 13;

struct style {
    std::string_view kind;
    std::string_view fill;
    std::string_view meaning;
};
constexpr std::array<style, 6> styles{{
    {"failed", "#c62828", "failed attempt"},
    {"succeeded", "#2e7d32", "succeeded"},
    {"resumed", "#9e9e9e", "found in the checkpoint"},
    {"handled", "#ef6c00", "error handler"},
    {"asked", "#1565c0", "interrupt"},
    {"sent", "#6a1b9a", "parent command"},
}};

std::string_view fill_of(std::string_view kind) {
    auto const* const found = std::ranges::find(styles, kind, &style::kind);
    return found == styles.end() ? "#000" : found->fill;
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (char const letter : text) {
        if (letter == '<') {
            safe += "&lt;";
        } else if (letter == '&') {
            safe += "&amp;";
        } else {
            safe += letter;
        }
    }
    return safe;
}

}  // namespace

void write_picture(std::ostream& out, std::vector<mark> const& marks, std::size_t documents) {
    auto const width = left + column_width * static_cast<int>(nodes.size());
    auto const height = top + row_height * static_cast<int>(documents) + 20;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height
        << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    int x = 10;
    for (auto const& [kind, fill, meaning] : styles) {
        out << "<circle cx=\"" << x << "\" cy=\"16\" r=\"5\" fill=\"" << fill << "\"/><text x=\""
            << x + 9 << "\" y=\"20\">" << meaning << "</text>\n";
        x += 40 + 7 * static_cast<int>(meaning.size());
    }
    for (std::size_t node = 0; node != nodes.size(); ++node) {
        out << "<text x=\"" << left + column_width * static_cast<int>(node)
            << "\" y=\"52\" font-weight=\"bold\">" << nodes[node] << "</text>\n";
    }
    for (std::size_t document = 0; document != documents; ++document) {
        out << "<text x=\"10\" y=\"" << top + row_height * static_cast<int>(document) + 4
            << "\">document " << document << "</text>\n";
    }
    std::map<std::pair<std::string, std::size_t>, int> used;
    std::set<std::pair<std::string, std::size_t>> resumed;
    for (auto const& [node, document, kind, text] : marks) {
        // a run that was interrupted finds everything once more
        if (kind == "resumed" && !resumed.insert({node, document}).second) continue;
        auto const column = std::ranges::find(nodes, node) - nodes.begin();
        auto const place = used[{node, document}]++;
        out << "<circle cx=\"" << left + column_width * static_cast<int>(column) + 6 + dot * place
            << "\" cy=\"" << top + row_height * static_cast<int>(document) << "\" r=\"5\" fill=\""
            << fill_of(kind) << "\"><title>" << escaped(text) << "</title></circle>\n";
    }
    out << "</svg>\n";
}

}  // namespace workflow
