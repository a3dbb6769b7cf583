// SPDX-License-Identifier: Apache-2.0

#include "options.hpp"

#include "text.hpp"

#include <boost/lexical_cast/try_lexical_convert.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace flaky {

namespace {

constexpr auto highest_seed = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t most_documents = 100'000;
constexpr std::size_t most_clients = 64;
constexpr std::size_t most_concurrent = 1'000;  // each has a socket, and so has the server
constexpr unsigned shortest_timeout = 10;
constexpr unsigned longest_timeout = 5'000;  // the server drops whoever stays for ten seconds

[[noreturn]] void reject(std::string_view option, std::string_view wanted, std::string_view got) {
    throw usage_error{
        std::string{option} + " wants " + std::string{wanted} + ", got '" + std::string{got} + "'"};
}

template <class Number>
Number parse_whole(std::string_view option, std::string_view text, Number least, Number most) {
    Number number{};
    auto const parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    auto const is_number = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
    if (!is_number || number < least || number > most) {
        reject(
            option, "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
            text);
    }
    return number;
}

double parse_rate(std::string_view option, std::string_view text) {
    double rate = 0;
    auto const is_number = boost::conversion::try_lexical_convert(text.data(), text.size(), rate);
    // a NaN fails both comparisons
    if (is_number && rate >= 0 && rate <= 1) return rate;
    reject(option, "a number from 0 to 1", text);
}

std::vector<fault> parse_script(std::string_view option, std::string_view text) {
    std::vector<fault> script;
    for (auto rest = text;;) {
        auto const comma = std::min(rest.find(','), rest.size());
        auto const kind = fault_named(rest.substr(0, comma));
        if (!kind) {
            std::string names;
            for (auto const& each : fault_kinds) {
                names += (names.empty() ? "" : ", ") + std::string{each.name};
            }
            reject(option, "names of faults with commas between (" + names + ")", text);
        }
        script.push_back(*kind);
        if (comma == rest.size()) return script;
        rest.remove_prefix(comma + 1);
    }
}

struct channel_name {
    channel value;
    std::string_view name;
};

constexpr std::array channel_names{
    channel_name{channel::exceptions, "exceptions"}, channel_name{channel::expected, "expected"},
    channel_name{channel::error_code, "error_code"}};

channel parse_channel(std::string_view option, std::string_view text) {
    auto const* const known = std::ranges::find(channel_names, text, &channel_name::name);
    if (known == channel_names.end()) reject(option, "exceptions, expected or error_code", text);
    return known->value;
}

// One option: how it is described, and what it does with its value. Without a name for the value it
// takes none.
struct option {
    std::string_view name;
    std::string_view value;
    std::string_view description;
    void (*apply)(options& all, std::string_view name, std::string_view value);
};

constexpr std::array option_table{
    option{
        "--seed", "N", "what documents, faults and delays are drawn from",
        [](options& all, std::string_view name, std::string_view value) {
            all.seed = parse_whole(name, value, std::uint64_t{0}, highest_seed);
        }},
    option{
        "--documents", "N", "how many documents to fetch",
        [](options& all, std::string_view name, std::string_view value) {
            all.documents = parse_whole<std::size_t>(name, value, 1, most_documents);
        }},
    option{
        "--faults", "0..1", "how probable it is that an attempt fails",
        [](options& all, std::string_view name, std::string_view value) {
            all.faults = parse_rate(name, value);
        }},
    option{
        "--script", "LIST", "what every document meets before it works, instead of chance",
        [](options& all, std::string_view name, std::string_view value) {
            all.script = parse_script(name, value);
        }},
    option{
        "--clients", "N", "how many threads fetch",
        [](options& all, std::string_view name, std::string_view value) {
            all.clients = parse_whole<std::size_t>(name, value, 1, most_clients);
        }},
    option{
        "--async", "", "fetch by coroutines in one thread instead",
        [](options& all, std::string_view, std::string_view) { all.async = true; }},
    option{
        "--stream", "", "the same in chunks: a body that breaks off is resumed",
        [](options& all, std::string_view, std::string_view) { all.stream = true; }},
    option{
        "--concurrency", "N", "how many coroutines fetch",
        [](options& all, std::string_view name, std::string_view value) {
            all.concurrency = parse_whole<std::size_t>(name, value, 1, most_concurrent);
        }},
    option{
        "--timeout", "MS", "how many milliseconds a client gives one attempt",
        [](options& all, std::string_view name, std::string_view value) {
            all.timeout = std::chrono::milliseconds{
                parse_whole<unsigned>(name, value, shortest_timeout, longest_timeout)};
        }},
    option{
        "--channel", "NAME", "how an attempt fails: exceptions, expected or error_code",
        [](options& all, std::string_view name, std::string_view value) {
            all.channel = parse_channel(name, value);
        }},
    option{
        "--timeline", "FILE", "where the picture of attempts and waits goes (SVG)",
        [](options& all, std::string_view name, std::string_view value) {
            if (value.empty()) reject(name, "the name of a file", value);
            all.timeline = value;
        }},
    option{
        "--full-table", "", "a row for every document, however many there are",
        [](options& all, std::string_view, std::string_view) { all.full_table = true; }},
    option{
        "--quiet", "", "progress and results only, no line per event",
        [](options& all, std::string_view, std::string_view) { all.quiet = true; }},
    option{
        "--help", "", "this text",
        [](options& all, std::string_view, std::string_view) { all.help = true; }},
};

std::string default_of(std::string_view name) {
    options const defaults;
    if (name == "--seed") return std::to_string(defaults.seed);
    if (name == "--documents") return std::to_string(defaults.documents);
    if (name == "--faults") return fixed(defaults.faults, 1);
    if (name == "--clients") return std::to_string(defaults.clients);
    if (name == "--concurrency") return std::to_string(defaults.concurrency);
    if (name == "--timeout") return std::to_string(defaults.timeout.count());
    if (name == "--channel") return "exceptions";
    if (name == "--timeline") return defaults.timeline;
    return {};
}

}  // namespace

options parse_options(std::span<char const* const> arguments) {
    options all;
    bool has_faults = false;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        std::string_view const argument = arguments[at];
        auto const name = argument.substr(0, argument.find('='));
        auto const* const known = std::ranges::find(option_table, name, &option::name);
        if (known == option_table.end()) {
            auto const* const what =
                argument.starts_with('-') ? "unknown option '" : "unexpected argument '";
            throw usage_error{what + std::string{argument} + "', see --help"};
        }
        auto const has_value = name.size() < argument.size();
        std::string_view value = has_value ? argument.substr(name.size() + 1) : std::string_view{};
        if (known->value.empty()) {
            if (has_value) throw usage_error{std::string{name} + " takes no value, see --help"};
        } else if (!has_value) {
            if (++at == arguments.size()) {
                throw usage_error{std::string{name} + " wants a value, see --help"};
            }
            value = arguments[at];
        }
        known->apply(all, name, value);
        has_faults |= name == "--faults";
    }
    if (has_faults && !all.script.empty()) {
        throw usage_error{"--faults and --script exclude each other"};
    }
    if ((all.async || all.stream) && all.channel != channel::exceptions) {
        throw usage_error{"--channel is for threads: --async and --stream fail by exceptions"};
    }
    return all;
}

std::string help_text() {
    std::string text =
        "usage: flaky_service [option...]\n"
        "\n"
        "Starts an HTTP server on loopback that misbehaves, and fetches documents from it until\n"
        "every one has arrived intact.\n"
        "\n"
        "options:\n";
    for (auto const& each : option_table) {
        auto line = "  " + std::string{each.name} + (each.value.empty() ? "" : " ") +
                    std::string{each.value};
        line.resize(20, ' ');
        text += line + std::string{each.description};
        if (auto const value = default_of(each.name); !value.empty()) text += " [" + value + ']';
        text += '\n';
    }
    text += "\nfaults, by their names in --script:\n";
    for (auto const& each : fault_kinds) {
        auto line = "  " + std::string{each.name};
        line.resize(20, ' ');
        text += line + std::string{each.meaning} + '\n';
    }
    text +=
        "\nexit code: 0 if every document arrived intact, 1 if not, 2 if the arguments are wrong\n";
    return text;
}

}  // namespace flaky
