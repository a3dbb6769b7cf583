// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is behind reprise::any_retry_policy: the tables of functions, and what they work on.

#ifndef REPRISE_DETAIL_ERASED_RULE_HPP
#define REPRISE_DETAIL_ERASED_RULE_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/failure_view.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/stop_policy.hpp>
#include <reprise/detail/accepts.hpp>
#include <reprise/detail/describer.hpp>
#include <reprise/detail/handlers.hpp>
#include <reprise/detail/rule_parts.hpp>
#include <reprise/detail/rule_path.hpp>
#include <reprise/step_machine.hpp>

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <system_error>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Where the random words of a run come from.
class word_source {
  public:
    template <class Draw>
    explicit word_source(Draw& draw) noexcept
        : draw_{std::addressof(draw)},
          next_{[](void* drawn) -> std::uint64_t { return (*static_cast<Draw*>(drawn))(); }} {}

    [[nodiscard]] std::uint64_t operator()() const { return next_(draw_); }

  private:
    void* draw_;
    std::uint64_t (*next_)(void*);
};

// A stop condition that somebody else owns.
class stop_view {
  public:
    stop_view() = default;

    template <class Stop>
    explicit stop_view(Stop const& stop) noexcept
        : stop_{std::addressof(stop)},
          stops_{[](void const* seen, stop_query const& query) {
              return std::optional<stop_reason>{
                  detail::unwrap(*static_cast<Stop const*>(seen)).stops(query)};
          }},
          longest_{[](void const* seen, stop_query const& query) {
              return detail::longest_wait_of(*static_cast<Stop const*>(seen), query);
          }} {}

    [[nodiscard]] std::optional<stop_reason> stops(stop_query const& query) const {
        return stop_ == nullptr ? std::nullopt : stops_(stop_, query);
    }
    [[nodiscard]] duration longest_wait(stop_query const& query) const {
        return stop_ == nullptr ? duration::max() : longest_(stop_, query);
    }

  private:
    void const* stop_ = nullptr;
    std::optional<stop_reason> (*stops_)(void const*, stop_query const&) = nullptr;
    duration (*longest_)(void const*, stop_query const&) = nullptr;
};

// The stop condition of one policy behind the ceiling of the whole: the same order as in stop_either.
class limited_rule {
  public:
    static constexpr bool needs_time = true;
    static constexpr bool limits = true;

    limited_rule(stop_view ceiling, stop_view own) noexcept : ceiling_{ceiling}, own_{own} {}

    [[nodiscard]] std::optional<stop_reason> stops(stop_query const& query) const {
        if (auto const reason = ceiling_.stops(query)) return reason;
        return own_.stops(query);
    }
    [[nodiscard]] duration longest_wait(stop_query const& query) const {
        return std::min(ceiling_.longest_wait(query), own_.longest_wait(query));
    }

  private:
    stop_view ceiling_;
    stop_view own_;
};

// A step machine of some policy. It is a few pointers and numbers, copied as bytes.
class erased_machine {
  public:
    template <class Machine>
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the storage is filled in place
    explicit erased_machine(Machine const& machine) noexcept : table_{&table_of<Machine>} {
        static_assert(sizeof(Machine) <= size && std::is_trivially_copyable_v<Machine>);
        ::new (static_cast<void*>(storage_.data())) Machine(machine);
    }

    [[nodiscard]] duration waited() const noexcept { return table_->waited(data()); }
    void count_from(std::uint64_t number) noexcept { table_->count_from(data(), number); }
    template <class Draw>
    [[nodiscard]] step failed(
        verdict const& said, time_point now, Draw&& draw, repetition may, std::uint64_t total) {
        return table_->failed(data(), said, now, word_source{draw}, may, total);
    }
    [[nodiscard]] step interrupted() noexcept { return table_->interrupted(data()); }

  private:
    static constexpr std::size_t size = 80;

    struct table {
        duration (*waited)(void const*) noexcept;
        void (*count_from)(void*, std::uint64_t) noexcept;
        step (*failed)(void*, verdict const&, time_point, word_source, repetition, std::uint64_t);
        step (*interrupted)(void*) noexcept;
    };

    template <class Machine>
    static constexpr table table_of{
        [](void const* in) noexcept { return static_cast<Machine const*>(in)->waited(); },
        [](void* in, std::uint64_t number) noexcept {
            static_cast<Machine*>(in)->count_from(number);
        },
        [](void* in, verdict const& said, time_point now, word_source draw, repetition may,
           std::uint64_t total) {
            return static_cast<Machine*>(in)->failed(said, now, draw, may, total);
        },
        [](void* in) noexcept { return static_cast<Machine*>(in)->interrupted(); }};

    [[nodiscard]] void* data() noexcept { return storage_.data(); }
    [[nodiscard]] void const* data() const noexcept { return storage_.data(); }

    table const* table_;
    alignas(std::uint64_t) std::array<std::byte, size> storage_;
};

// Asks a classifier about a failure of which all that is known is a view: the first listed type that it is of decides.
template <class Classifier, class... Listed>
[[nodiscard]] verdict classify_seen(
    Classifier const& classifier, failure_view const& seen, exception_types<Listed...> /*list*/) {
    std::optional<verdict> said;
    auto const ask = [&]<class One>(std::type_identity<One> /*type*/) {
        auto const* const found = seen.get_if<One>();
        if (found != nullptr) said = detail::unwrap(classifier).classify(*found);
        return found != nullptr;
    };
    if ((ask(std::type_identity<Listed>{}) || ...)) return *said;
    if (seen.is_exception()) return detail::unwrap(classifier).classify(other_exception{});
    auto const ask_if_it_can = [&]<class One>(std::type_identity<One> type) {
        if constexpr (classifies<Classifier, One>) {
            return ask(type);
        } else {
            return false;
        }
    };
    if (ask_if_it_can(std::type_identity<std::error_code>{}) ||
        ask_if_it_can(std::type_identity<boost::system::error_code>{})) {
        return *said;
    }
    return verdict::permanent();
}

// Finds out by its handlers what a classifier says of the exception that is being handled.
template <class Classifier>
class verdict_finder {
  public:
    explicit verdict_finder(Classifier const& classifier) noexcept : classifier_{&classifier} {}

    static constexpr void begin_attempt() noexcept {}
    template <class Exception>
    [[nodiscard]] bool caught(Exception const& exception) {
        said_ = detail::unwrap(*classifier_).classify(exception);
        return false;
    }
    [[nodiscard]] bool caught_unknown() {
        said_ = detail::unwrap(*classifier_).classify(other_exception{});
        return false;
    }
    // asked of those alone whose handlers go on
    static constexpr bool waits_after_exception() noexcept { return false; }  // GCOV_EXCL_LINE
    [[nodiscard]] verdict said() const noexcept { return said_; }

  private:
    Classifier const* classifier_;
    verdict said_ = verdict::permanent();
};

// In a handler, for an exception that is no std::exception: rethrows it where the classifier lists such a type.
template <class Classifier, class... Listed>
[[nodiscard]] verdict classify_current(
    Classifier const& classifier, exception_types<Listed...> list) {
    if constexpr ((!std::is_base_of_v<std::exception, Listed> || ...)) {
#if defined(__cpp_exceptions)
        verdict_finder<Classifier> finder{classifier};
        constexpr auto found = [] {};
        detail::call_until_done(list, finder, [] { throw; }, found, found);
        return finder.said();
#endif
    }
    (void)list;
    return detail::unwrap(classifier).classify(other_exception{});
}

// What makes up a rule: a policy without what belongs to the run, which are its logger, its clock and its randomness.
template <class Backoff, class Jitter, class Classifier, class Stop>
struct rule {
    [[no_unique_address]] Backoff backoff;
    [[no_unique_address]] Jitter jitter;
    [[no_unique_address]] Classifier classifier;
    [[no_unique_address]] Stop stop;
};

// Of what type the classifier is nobody can see any more, and so nobody can refuse one that does not know which
// failures are ambiguous: then each may be.
template <class Classifier>
[[nodiscard]] constexpr verdict doubted(verdict const& said) noexcept {
    return ignores_ambiguity<Classifier> && said.retryable() ? said.ambiguous() : said;
}

struct rule_table {
    void (*copy)(void const* from, void* to);
    void (*destroy)(void* held) noexcept;
    verdict (*classify)(void const* held, failure_view const& seen);
    verdict (*classify_current)(void const* held);
    stop_view (*stop)(void const* held) noexcept;
    limit<std::uint64_t> (*max_attempts)(void const* held);
    limit<duration> (*max_elapsed)(void const* held);
    std::stop_token (*token)(void const* held);
    erased_machine (*machine)(void const* held, limited_rule const& limit, time_point start);
    rule_path (*path)(void const* held, path_limits const& limits);
    void (*describe)(void const* held, describer const& out);
    acceptance const* accepts;
};

// Holder turns what is held into the rule.
template <class Rule, class Held, class Holder>
inline constexpr rule_table rule_table_of{
    [](void const* from, void* to) { ::new (to) Held(*static_cast<Held const*>(from)); },
    [](void* held) noexcept { static_cast<Held*>(held)->~Held(); },
    [](void const* held, failure_view const& seen) {
        auto const& classifier = Holder::rule(held).classifier;
        return detail::doubted<decltype(Rule::classifier)>(detail::classify_seen(
            classifier, seen, typename policy_type_t<decltype(classifier)>::exceptions{}));
    },
    [](void const* held) {
        auto const& classifier = Holder::rule(held).classifier;
        return detail::doubted<decltype(Rule::classifier)>(detail::classify_current(
            classifier, typename policy_type_t<decltype(classifier)>::exceptions{}));
    },
    [](void const* held) noexcept { return stop_view{Holder::rule(held).stop}; },
    [](void const* held) { return detail::max_attempts_of(Holder::rule(held).stop); },
    [](void const* held) { return detail::max_elapsed_of(Holder::rule(held).stop); },
    [](void const* held) { return detail::token_of(Holder::rule(held).stop); },
    [](void const* held, limited_rule const& limit, time_point start) {
        auto const& own = Holder::rule(held);
        return erased_machine{step_machine{own.backoff, own.jitter, limit, start}};
    },
    [](void const* held, path_limits const& limits) {
        auto const& own = Holder::rule(held);
        return detail::path_of(own.backoff, own.jitter, limits);
    },
    [](void const* held, describer const& out) {
        auto const& own = Holder::rule(held);
        rule_parts{own.backoff, own.jitter, own.classifier, own.stop}.describe(out);
    },
    &acceptance_of<policy_type_t<decltype(Rule::classifier)>>::value};

template <class Rule>
struct rule_in_place {
    [[nodiscard]] static Rule const& rule(void const* held) noexcept {
        return *static_cast<Rule const*>(held);
    }
};

template <class Rule>
struct rule_on_heap {
    [[nodiscard]] static Rule const& rule(void const* held) noexcept {
        return **static_cast<std::shared_ptr<Rule const> const*>(held);
    }
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_ERASED_RULE_HPP
