// SPDX-License-Identifier: Apache-2.0

#include "fetch_documents.hpp"

#include "client.hpp"
#include "document.hpp"
#include "fetch_log.hpp"
#include "fetch_policy.hpp"

#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/retry.hpp>

#include <atomic>
#include <cstddef>
#include <thread>

namespace flaky {

namespace {

history fetch_one(server& from, catalogue_entry const& entry, options const& wanted, console& out) {
    history story;
    story.document = entry.number;
    //! [fetch]
    // The shared policy with this document's logger, and with this document's own random numbers:
    // the same seed waits the same delays.
    auto const policy = reprise::with(
        fetch_policy, fetch_log{story, out}, reprise::fixed_seed{wanted.seed, entry.number});
    auto const result = reprise::try_retry(
        policy, [&] { return fetch(from.locate(entry.number), entry, wanted.timeout); });
    //! [fetch]

    story.waited = result.report().waited;
    if (result) {
        auto& last = story.attempts.back();
        last.end = result.report().elapsed;
        story.intact = *result == document_body(wanted.seed, entry.number);
        // of an arrival at the first attempt the logger is not told: nothing had to be retried
        if (story.attempts.size() == 1) {
            out.event("document " + std::to_string(entry.number) + ": arrived");
        }
    }
    out.document_done();
    return story;
}

}  // namespace

std::vector<history> fetch_documents(server& from, options const& wanted, console& out) {
    auto const entries = catalogue(wanted.seed, wanted.documents);
    std::vector<history> histories(entries.size());
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> clients;
    clients.reserve(wanted.clients);
    for (std::size_t client = 0; client < wanted.clients; ++client) {
        clients.emplace_back([&] {
            for (auto number = next++; number < entries.size(); number = next++) {
                histories[number] = fetch_one(from, entries[number], wanted, out);
            }
        });
    }
    clients.clear();  // joins
    return histories;
}

}  // namespace flaky
