// SPDX-License-Identifier: Apache-2.0

#include "report.hpp"

#include "text.hpp"

#include <algorithm>
#include <iomanip>
#include <iterator>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace flaky {

namespace {

// Each failure with its count, in the order in which they first came: "reset, 2 x 503".
std::string what_failed(history const& story) {
    std::vector<std::pair<std::string_view, std::size_t>> counts;
    for (auto const& attempt : story.attempts) {
        auto const& failure = attempt.failure;
        if (!failure) continue;
        auto const name = name_of(*failure);
        auto const known = std::ranges::find(counts, name, &decltype(counts)::value_type::first);
        if (known == counts.end()) {
            counts.emplace_back(name, 1);
        } else {
            ++known->second;
        }
    }
    std::string text;
    for (auto const& [name, count] : counts) {
        if (!text.empty()) text += ", ";
        if (count > 1) text += std::to_string(count) + " x ";
        text += name;
    }
    return text.empty() ? "-" : text;
}

void write_attempts_histogram(std::ostream& out, std::vector<history> const& histories) {
    std::map<std::size_t, std::size_t> documents_by_attempts;
    for (auto const& story : histories) ++documents_by_attempts[story.attempts.size()];
    out << "\nattempts  documents\n";
    for (auto const& [attempts, documents] : documents_by_attempts) {
        constexpr std::size_t widest = 50;
        auto const stars = (widest * documents + histories.size() - 1) / histories.size();
        out << std::setw(8) << attempts << std::setw(11) << documents << "  "
            << std::string(stars, '*') << '\n';
    }
}

}  // namespace

void write_document_table(std::ostream& out, std::vector<history> const& histories, bool full) {
    auto const abridged = !full && histories.size() > most_rows;
    std::vector<history const*> rows;
    rows.reserve(histories.size());
    for (auto const& story : histories) rows.push_back(&story);
    if (abridged) {
        std::ranges::sort(rows, {}, [](history const* story) {
            return std::pair{-std::ssize(story->attempts), story->document};
        });
        rows.resize(most_rows);
    }

    out << "\ndocument  attempts      waited  result  what failed\n";
    for (auto const* story : rows) {
        out << std::setw(8) << story->document << std::setw(10) << story->attempts.size()
            << std::setw(12) << (story->attempts.size() == 1 ? "-" : to_text(story->waited)) << "  "
            << (story->intact ? "intact" : "LOST  ") << "  " << what_failed(*story) << '\n';
    }
    if (abridged) {
        out << "... and " << counted(histories.size() - rows.size(), "document")
            << " with no more attempts than these (--full-table shows all)\n";
        write_attempts_histogram(out, histories);
    }
}

seen_failures count_failures(std::vector<history> const& histories) {
    seen_failures seen;
    for (auto const& story : histories) {
        for (auto const& attempt : story.attempts) {
            auto const& failure = attempt.failure;
            if (!failure) continue;
            ++(failure->kind ? seen.by_kind[index_of(*failure->kind)] : seen.other);
        }
    }
    return seen;
}

void write_fault_table(std::ostream& out, fault_counts const& injected, seen_failures const& seen) {
    out << "\nfault     server did  clients saw\n";
    for (auto const& each : fault_kinds) {
        auto const index = index_of(each.kind);
        out << std::left << std::setw(8) << each.name << std::right << std::setw(12)
            << injected[index] << std::setw(13) << seen.by_kind[index] << "  " << each.meaning
            << '\n';
    }
    if (seen.other != 0) out << "other              -" << std::setw(13) << seen.other << '\n';
    if (injected == seen.by_kind && seen.other == 0) {
        out << "The clients saw every fault that the server caused, and no other failure.\n";
    } else {
        out << "The counts differ: this machine was slow enough for a healthy answer to miss the "
               "timeout, or something else on it interfered.\n";
    }
}

}  // namespace flaky
