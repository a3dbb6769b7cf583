// SPDX-License-Identifier: Apache-2.0

#include "fetch_documents.hpp"

#include "client.hpp"
#include "document.hpp"
#include "fetch_log.hpp"
#include "fetch_policy.hpp"

#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_error_code.hpp>

#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

namespace flaky {

namespace {

// How it went, and the body; empty if it did not arrive.
struct outcome {
    reprise::report report;
    std::string body;
};

// One policy and one attempt, whatever the attempt does with its failure: the type of the attempt says how it fails.
template <class Policy>
outcome fetch_by(
    channel by, Policy const& policy, server& from, catalogue_entry const& entry,
    std::chrono::milliseconds timeout) {
    auto const where = [&] { return from.locate(entry.number); };
    switch (by) {
        case channel::exceptions: break;
        case channel::expected: {
            //! [expected]
            auto result =
                reprise::try_retry(policy, [&] { return try_fetch(where(), entry, timeout); });
            //! [expected]
            return {result.report(), result ? **result : std::string{}};
        }
        case channel::error_code: {
            //! [error_code]
            boost::system::error_code failed;
            auto result = reprise::try_retry(
                policy, reprise::with_error_code(failed, [&](boost::system::error_code& code) {
                    return fetch(where(), entry, timeout, code);
                }));
            //! [error_code]
            return {result.report(), *result};
        }
    }
    //! [fetch]
    auto result = reprise::try_retry(policy, [&] { return fetch(where(), entry, timeout); });
    //! [fetch]
    return {result.report(), result ? *result : std::string{}};
}

history fetch_one(server& from, catalogue_entry const& entry, options const& wanted, console& out) {
    history story;
    story.document = entry.number;
    //! [policy]
    // The shared policy with this document's logger, and with this document's own random numbers:
    // the same seed waits the same delays.
    auto const policy = reprise::with(
        fetch_policy, fetch_log{story, out}, reprise::fixed_seed{wanted.seed, entry.number});
    //! [policy]
    auto const [report, body] = fetch_by(wanted.channel, policy, from, entry, wanted.timeout);

    story.waited = report.waited;
    if (report.reason == reprise::stop_reason::succeeded) {
        auto& last = story.attempts.back();
        last.end = report.elapsed;
        story.intact = body == document_body(wanted.seed, entry.number);
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
