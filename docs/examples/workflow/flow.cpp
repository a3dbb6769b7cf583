// SPDX-License-Identifier: Apache-2.0

#include "flow.hpp"

#include "client.hpp"
#include "document.hpp"
#include "fetch_policy.hpp"

#include <reprise/first_match.hpp>
#include <reprise/graph/run_with_retry.hpp>
#include <reprise/graph/tbb.hpp>

#include <oneapi/tbb/concurrent_vector.h>
#include <oneapi/tbb/flow_graph.h>

#include <algorithm>
#include <any>
#include <chrono>
#include <functional>  // std::function
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <syncstream>
#include <tuple>
#include <type_traits>
#include <utility>

namespace workflow {

namespace {

namespace graph = reprise::graph;
namespace flow = oneapi::tbb::flow;
using namespace std::chrono_literals;

// What goes from node to node.
struct item {
    std::size_t document;
    std::string text;
};

struct unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct index_busy : std::runtime_error {
    using std::runtime_error::runtime_error;
};

constexpr std::size_t needs_an_answer = 5;
constexpr std::size_t is_unreadable = 7;
constexpr std::size_t is_a_duplicate = 9;

void say(std::string const& line) { std::osyncstream{std::cout} << line << '\n'; }

using context = graph::node_context<graph::channel_write, std::any>;
using work_function = std::function<std::string(item const&, context&)>;

//! [checkpoint]
// Looks into the checkpoint before it works, and keeps its result there: the namespace finds it.
struct checkpointed {
    work_function work;
    checkpoint_store* store;
    std::string node;

    item invoke(item const& input, context& task) const {
        auto const place = task.info().checkpoint_namespace;
        if (auto found = store->find(place)) {
            store->note({node, input.document, "resumed", "found in the checkpoint"});
            return {input.document, *std::move(found)};
        }
        auto result = work(input, task);
        store->save(
            place, result,
            {node, input.document, "succeeded",
             "attempt " + std::to_string(task.info().node_attempt)});
        say(node + ":" + std::to_string(input.document) + "  done");
        return {input.document, std::move(result)};
    }
};
//! [checkpoint]

using node_task = graph::executable_task<checkpointed, item>;

// Tells people what happens, and the picture.
struct teller {
    checkpoint_store* store;

    // as a logger

    void on(graph::task_retrying const& event) const {
        say(std::string{event.task_name} + ":" + std::string{event.task_id} + "  " +
            graph::to_line(event));
    }
    void on(graph::task_recovered const& event) const {
        say(std::string{event.task_name} + ":" + std::string{event.task_id} + "  " +
            graph::to_line(event));
    }
    void on(graph::task_gave_up const& event) const {
        say(std::string{event.task_name} + ":" + std::string{event.task_id} + "  " +
            graph::to_line(event));
    }

    // as an observer

    void operator()(graph::node_attempt_finished const& event) const {
        std::string node{event.of.task_name};
        if (node == "batch" || event.of.task_name.starts_with("__")) return;
        auto const document = std::stoul(std::string{event.of.task_id});
        if (!event.succeeded) {
            store->note({node, document, "failed", event.error_type + ": " + event.error_message});
        }
    }
};

// Where the result of a node's task on an item is kept.
graph::checkpoint_namespace place_of(
    graph::config const& host, std::string const& node, item const& worked_on) {
    return host.checkpoint_namespace->child(node, std::to_string(worked_on.document));
}

// Makes the nodes of one batch.
class node_factory {
  public:
    node_factory(flow::graph& in, batch const& work, graph::config host)
        : in_{&in}, work_{&work}, host_{std::move(host)} {}

    template <class Policies, class Handler = graph::no_handler>
    auto operator()(
        std::string name, Policies const& policies, work_function work, Handler handler = {}) {
        auto* const store = &work_->store;
        auto make_task = [name = std::move(name), work = std::move(work), store,
                          host = host_](item const& message) {
            auto config = host;
            config.checkpoint_namespace = place_of(host, name, message);
            return node_task{
                .name = name,
                .input = message,
                .processor = {work, store, name},
                .config = std::move(config),
                .id = std::to_string(message.document)};
        };
        //! [node]
        return graph::make_retried_node<item, item>(
            *in_, flow::unlimited, std::move(make_task), policies,
            graph::run_options{
                .logger = teller{store}, .stop = reprise::elapsed{20s}, .observer = teller{store}},
            std::move(handler));
        //! [node]
    }

  private:
    flow::graph* in_;
    batch const* work_;
    graph::config host_;
};

std::string first_words(std::string const& text) { return text.substr(0, 24); }

// The graph that the host task runs: returns when every document has got as far as it can.
int run_documents(batch const& work, context& host) {
    flow::graph in;
    auto& store = work.store;
    node_factory node{in, work, host.config()};
    auto const catalogue = flaky::catalogue(work.seed, work.documents);

    //! [policies]
    // each node has its own: what the network does, what a busy index does, and nothing at all
    auto const for_fetching = reprise::first_match(
        reprise::compose(
            flaky::fetch_failures{}, reprise::attempts{40}, reprise::exponential{10ms, 2.0, 200ms}),
        reprise::compose(reprise::retry_on<std::bad_alloc>{}, reprise::attempts{2}));
    graph::retry_policy const for_indexing{
        .initial_interval = 20ms, .max_attempts = 4, .retry_on = reprise::retry_on<index_busy>{}};
    graph::retry_policy const for_storing{.initial_interval = 5ms};
    //! [policies]

    auto fetch = node("fetch", for_fetching, [&](item const& wanted, context&) {
        return flaky::fetch(work.from.locate(wanted.document), catalogue[wanted.document], 150ms);
    });
    //! [handler]
    auto parse = node(
        "parse", graph::no_retry,
        [](item const& page, context&) {
            if (page.document == is_unreadable) throw unreadable{"no text in it"};
            return page.text;
        },
        graph::error_handler{[&](item const& page, graph::node_error const& error) {
            say("parse:" + std::to_string(page.document) + "  error handler of " + error.node +
                ": goes on without text");
            item const handled{page.document, "(unreadable)"};
            // in the place of the task that failed: when the graph is resumed, neither runs again
            store.save(
                place_of(host.config(), error.node, page).text(), handled.text,
                {error.node, page.document, "handled", "error handler"});
            return handled;
        }});
    //! [handler]
    auto summarize = node("summarize", graph::no_retry, [&store](item const& page, context& task) {
        std::string const place{task.info().checkpoint_namespace};
        if (page.document == needs_an_answer && !store.answer(place)) {
            store.note({"summarize", page.document, "asked", "publish?"});
            throw graph::graph_interrupt{place};
        }
        return first_words(page.text);
    });
    auto index = node("index", for_indexing, [&store](item const& page, context& task) {
        if (page.document == is_a_duplicate) {
            store.note({"index", page.document, "sent", "command for the batch: skip it"});
            throw graph::parent_command{
                {.graph = graph::graph_address::parent(),
                 .update = "document " + std::to_string(page.document) + " is a duplicate",
                 .go_to = {"skip"}}};
        }
        if (page.document % 3 == 0 && task.info().node_attempt < 3)
            throw index_busy{"index is being rebuilt"};
        return std::to_string(std::ranges::count(page.text, ' ') + 1) + " words";
    });
    auto save = node("store", for_storing, [&store](item const& whole, context&) {
        store.store_document(whole.document, whole.text);
        return std::string{"stored"};
    });

    // both branches of a document, by its number
    flow::join_node<std::tuple<item, item>, flow::key_matching<std::size_t>> join{
        in, [](item const& one) { return one.document; },
        [](item const& one) { return one.document; }};
    flow::function_node<std::tuple<item, item>, item> both{
        in, flow::unlimited, [](std::tuple<item, item> const& branches) {
            auto const& [summary, words] = branches;
            return item{summary.document, summary.text + " | " + words.text};
        }};
    oneapi::tbb::concurrent_vector<graph::interrupted_task> questions;
    oneapi::tbb::concurrent_vector<graph::command> commands;
    oneapi::tbb::concurrent_vector<graph::node_error> failures;
    flow::function_node<graph::interrupted_task> asked{
        in, flow::unlimited, [&](graph::interrupted_task const& task) {
            questions.push_back(task);
            return flow::continue_msg{};
        }};
    flow::function_node<graph::command> sent{in, flow::unlimited, [&](graph::command const& one) {
                                                 commands.push_back(one);
                                                 return flow::continue_msg{};
                                             }};
    flow::function_node<graph::node_error> lost{
        in, flow::unlimited, [&](graph::node_error const& error) {
            failures.push_back(error);
            return flow::continue_msg{};
        }};
    using graph::port;
    using graph::port_of;
    flow::make_edge(port_of<port::result>(fetch), parse);
    flow::make_edge(port_of<port::result>(parse), summarize);
    flow::make_edge(port_of<port::result>(parse), index);
    flow::make_edge(port_of<port::result>(summarize), flow::input_port<0>(join));
    flow::make_edge(port_of<port::result>(index), flow::input_port<1>(join));
    flow::make_edge(join, both);
    flow::make_edge(both, save);
    flow::make_edge(port_of<port::interrupt>(summarize), asked);
    flow::make_edge(port_of<port::command>(index), sent);
    for (auto* const one : {&fetch, &parse, &summarize, &index, &save})
        flow::make_edge(port_of<port::failure>(*one), lost);

    for (std::size_t number = 0; number != work.documents; ++number) fetch.try_put({number, ""});
    in.wait_for_all();

    if (!failures.empty()) std::rethrow_exception(failures.front().error);
    for (auto const& question : questions) throw graph::graph_interrupt{question.interrupt};
    for (auto const& command : commands) throw graph::parent_command{command};
    return 0;
}

struct host_processor {
    batch const* work;
    int invoke(std::size_t const& /*documents*/, context& host) const {
        return run_documents(*work, host);
    }
};

}  // namespace

void run(batch const& work) {
    //! [host]
    // The task that hosts the flow graph: commands of its nodes are addressed to its namespace.
    graph::executable_task<host_processor, std::size_t> host{
        .name = "batch",
        .input = work.documents,
        .processor = {&work},
        .config = {.checkpoint_namespace = graph::checkpoint_namespace{}.child("batch", "1")},
        .id = "1"};
    host.writers.emplace_back([](graph::command const& command, graph::config const&) {
        say("command '" + command.go_to.front() +
            "' was taken by the batch: " + std::any_cast<std::string>(command.update));
    });
    graph::run_with_retry(host, graph::no_retry);
    //! [host]
}

}  // namespace workflow
