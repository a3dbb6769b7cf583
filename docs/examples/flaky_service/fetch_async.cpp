// SPDX-License-Identifier: Apache-2.0

#include "async_client.hpp"
#include "document.hpp"
#include "fetch_documents.hpp"
#include "fetch_log.hpp"
#include "fetch_policy.hpp"

#include <reprise/asio.hpp>
#include <reprise/async_retry_stream.hpp>
#include <reprise/policies/limit/idle_timeout.hpp>
#include <reprise/policies/limit/run_timeout.hpp>
#include <reprise/policies/random/fixed_seed.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>

namespace flaky {

namespace {

namespace asio = boost::asio;

// What all coroutines share; they run in one thread.
struct job {
    server& from;
    options const& wanted;
    console& out;
    std::vector<catalogue_entry> entries;
    std::vector<history> histories;
    std::size_t next = 0;
};

//! [async]
template <class Policy>
asio::awaitable<std::string> fetch_whole(job& all, Policy policy, catalogue_entry const& entry) {
    auto const limited = reprise::with(policy, reprise::run_timeout{all.wanted.timeout});
    auto fetching = reprise::async_retry(
        limited, [&] { return async_fetch(all.from.locate(entry.number), entry); });
    co_return co_await std::move(fetching);
}
//! [async]

//! [stream]
template <class Policy>
asio::awaitable<std::string> fetch_stream(job& all, Policy policy, catalogue_entry const& entry) {
    std::string received;
    // each attempt asks for what is missing
    auto stream = reprise::async_retry_stream(
        reprise::with(policy, reprise::idle_timeout{all.wanted.timeout}), reprise::resuming{},
        [&](std::optional<std::string> const& /*last*/) {
            return body_source{all.from.locate(entry.number), entry, received};
        });
    for (;;) {
        auto coming = stream.next();
        auto const chunk = co_await std::move(coming);
        if (!chunk) break;
        received += *chunk;
    }
    co_return received;
}
//! [stream]

asio::awaitable<void> fetch_one(job& all, std::size_t number) {
    auto& story = all.histories[number];
    auto const& entry = all.entries[number];
    story.document = entry.number;
    auto const policy = reprise::with(
        fetch_policy, fetch_log{story, all.out},
        reprise::fixed_seed{all.wanted.seed, entry.number});
    auto const start = std::chrono::steady_clock::now();
    try {
        auto fetching =
            all.wanted.stream ? fetch_stream(all, policy, entry) : fetch_whole(all, policy, entry);
        std::string const body = co_await std::move(fetching);
        story.attempts.back().end = std::chrono::steady_clock::now() - start;
        story.intact = body == document_body(all.wanted.seed, entry.number);
        if (story.attempts.size() == 1) {
            all.out.event("document " + std::to_string(entry.number) + ": arrived");
        }
    } catch (std::exception const&) {
        story.intact = false;  // the log has said why
    }
    all.out.document_done();
}

asio::awaitable<void> worker(job& all) {
    while (all.next < all.entries.size()) {
        auto fetching = fetch_one(all, all.next++);
        co_await std::move(fetching);
    }
}

}  // namespace

std::vector<history> fetch_async(server& from, options const& wanted, console& out) {
    job all{from, wanted, out, catalogue(wanted.seed, wanted.documents), {}};
    all.histories.resize(all.entries.size());
    asio::io_context io{1};
    auto const workers = std::min(wanted.concurrency, all.entries.size());
    for (std::size_t i = 0; i < workers; ++i) asio::co_spawn(io, worker(all), asio::detached);
    io.run();
    return std::move(all.histories);
}

}  // namespace flaky
