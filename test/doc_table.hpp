// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines doc_table: a table of the documentation as a test's data, so that the two cannot disagree.

#ifndef TEST_DOC_TABLE_HPP
#define TEST_DOC_TABLE_HPP

#include <reprise/concepts/verdict.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

/// \brief The rows of the first table below a heading, each with its cells.
/// \param page   The page's file.
/// \param anchor The label of the heading, without braces.
[[nodiscard]] inline std::vector<std::vector<std::string>> doc_table(
    std::filesystem::path const& page, std::string const& anchor) {
    std::ifstream file{page};
    if (!file) throw std::runtime_error{"there is no page " + page.string()};
    std::vector<std::vector<std::string>> rows;
    std::string line;
    while (std::getline(file, line) && line.find("{#" + anchor + "}") == std::string::npos) {}
    while (std::getline(file, line) && !line.starts_with("|---")) {}
    while (std::getline(file, line) && line.starts_with("| ")) {
        std::vector<std::string> cells;
        for (std::size_t begin = 2; begin < line.size();) {
            auto const end = line.find(" |", begin);
            cells.push_back(line.substr(begin, end - begin));
            begin = end + 3;
        }
        rows.push_back(cells);
    }
    if (rows.empty()) throw std::runtime_error{"there is no table below " + anchor};
    return rows;
}

/// \brief A verdict as the tables spell it.
[[nodiscard]] inline std::string in_words(reprise::verdict const& said) {
    return std::string{to_string(said.kind())} + (said.is_ambiguous() ? ", ambiguous" : "");
}

#endif  // TEST_DOC_TABLE_HPP
