// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Fetches documents from a server that misbehaves for real, and loses none.

#include "console.hpp"
#include "fault_plan.hpp"
#include "fetch_documents.hpp"
#include "history.hpp"
#include "options.hpp"
#include "report.hpp"
#include "server.hpp"
#include "text.hpp"
#include "timeline.hpp"

#include <unistd.h>  // isatty

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

namespace {

constexpr int all_intact = 0;
constexpr int some_lost = 1;
constexpr int wrong_arguments = 2;

std::ofstream open_timeline(std::string const& file) {
    std::ofstream out{file};
    // before the run rather than after it
    if (!out) throw flaky::usage_error{"cannot write the timeline to '" + file + "'"};
    return out;
}

int run(flaky::options const& chosen) {
    auto timeline = open_timeline(chosen.timeline);
    auto const plan = chosen.script.empty()
                          ? flaky::fault_plan::by_chance(chosen.seed, chosen.faults)
                          : flaky::fault_plan::by_script(chosen.script);
    flaky::server server{chosen.seed, chosen.documents, plan};
    auto const is_terminal = isatty(STDOUT_FILENO) != 0;
    flaky::console console{std::cout, {chosen.documents, is_terminal, chosen.quiet}};

    auto const start = std::chrono::steady_clock::now();
    auto const histories = chosen.async || chosen.stream
                               ? flaky::fetch_async(server, chosen, console)
                               : flaky::fetch_documents(server, chosen, console);
    auto const took = std::chrono::steady_clock::now() - start;

    flaky::write_document_table(std::cout, histories, chosen.full_table);
    flaky::write_fault_table(std::cout, server.injected(), flaky::count_failures(histories));
    flaky::write_timeline(timeline, histories);
    timeline.close();
    if (!timeline) {
        std::cerr << "flaky_service: the timeline in '" << chosen.timeline << "' is incomplete\n";
    }

    auto const intact = std::ranges::count(histories, true, &flaky::history::intact);
    auto const all = std::ssize(histories);
    std::cout << '\n'
              << intact << " of " << flaky::counted(chosen.documents, "document")
              << " arrived intact in " << flaky::to_text(took) << ", after "
              << flaky::count_retries(histories) << " retries; timeline: " << chosen.timeline
              << '\n';
    return intact == all ? all_intact : some_lost;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        auto const arguments = std::span<char const* const>{argv, static_cast<std::size_t>(argc)};
        auto const chosen = flaky::parse_options(arguments.subspan(1));
        if (chosen.help) {
            std::cout << flaky::help_text();
            return all_intact;
        }
        return run(chosen);
    } catch (flaky::usage_error const& error) {
        std::cerr << "flaky_service: " << error.what() << '\n';
        return wrong_arguments;
    } catch (std::exception const& error) {
        std::cerr << "flaky_service: " << error.what() << '\n';
        return some_lost;
    }
}
