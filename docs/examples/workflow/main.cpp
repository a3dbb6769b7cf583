// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Takes documents through a flow graph of retried nodes; killed half-way, it goes on where it was.

#include "checkpoint_store.hpp"
#include "fault_plan.hpp"
#include "flow.hpp"
#include "picture.hpp"
#include "server.hpp"

#include <reprise/graph/graph_bubble_up.hpp>

#include <algorithm>
#include <any>
#include <charconv>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

struct options {
    std::string database = "workflow.sqlite";
    std::string picture = "workflow.svg";
    std::size_t crash_after = 0;
};

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    auto const* const end = text.data() + text.size();
    if (auto const read = std::from_chars(text.data(), end, value);
        read.ec != std::errc{} || read.ptr != end) {
        throw std::invalid_argument{"'" + std::string{text} + "' is not a number"};
    }
    return value;
}

options parse(std::span<char*> arguments) {
    options chosen;
    for (std::size_t index = 0; index < arguments.size(); index += 2) {
        std::string_view const name = arguments[index];
        if (index + 1 == arguments.size())
            throw std::invalid_argument{"'" + std::string{name} + "' needs a value"};
        std::string_view const value = arguments[index + 1];
        if (name == "--database") {
            chosen.database = value;
        } else if (name == "--picture") {
            chosen.picture = value;
        } else if (name == "--crash-after") {
            chosen.crash_after = number(value);
        } else {
            throw std::invalid_argument{
                "unknown option '" + std::string{name} +
                "'; there are --database FILE, --picture FILE, --crash-after N"};
        }
    }
    return chosen;
}

int run(options const& chosen) {
    constexpr std::uint64_t seed = 4;
    constexpr std::size_t documents = 12;
    constexpr double faults = 0.4;
    flaky::server server{seed, documents, flaky::fault_plan::by_chance(seed, faults)};
    workflow::checkpoint_store store{chosen.database, chosen.crash_after};
    workflow::batch const work{server, store, seed, documents};

    std::size_t found = 0;
    try {
        workflow::run(work);
    } catch (reprise::graph::graph_interrupt const& interrupt) {
        // somebody is asked, and answers; the graph is resumed, and does only what is left
        auto const place = std::any_cast<std::string>(interrupt.value());
        found = store.found();
        std::cout << place << " asks: publish document 5? - yes\n";
        store.save_answer(place, "yes");
        workflow::run(work);
    }
    if (found == 0) found = store.found();

    auto const marks = store.marks();
    std::ofstream picture{chosen.picture};
    workflow::write_picture(picture, marks, documents);
    std::cout << '\n'
              << found << " results found in the checkpoint of an earlier run; "
              << store.stored_documents() << " of " << documents
              << " documents stored, one skipped as a duplicate, "
              << std::ranges::count(marks, "handled", &workflow::mark::kind)
              << " handled by an error handler; picture: " << chosen.picture << '\n';
    return store.stored_documents() == documents - 1 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(parse(std::span{argv, static_cast<std::size_t>(argc)}.subspan(1)));
    } catch (std::exception const& error) {
        std::cerr << "workflow: " << error.what() << '\n';
        return 2;
    }
}
