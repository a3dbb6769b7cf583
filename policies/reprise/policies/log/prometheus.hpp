// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::to_prometheus: counters as Prometheus reads them.

#ifndef REPRISE_POLICIES_LOG_PROMETHEUS_HPP
#define REPRISE_POLICIES_LOG_PROMETHEUS_HPP

#include <reprise/policies/log/counters.hpp>
#include <reprise/policies/quoted_text.hpp>
#include <reprise/policies/require.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>  // std::reference_wrapper
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace reprise {

/// \ingroup log
/// \brief Counters, and what each of their samples is labelled with.
struct labelled_counters {
    std::reference_wrapper<counters const> numbers;  ///< The counters.
    std::string
        labels{};  ///< Labels with commas between them, see reprise::prometheus_label; or none.
};

/// \ingroup log
/// \brief A label as Prometheus reads it: `service="shop"`, whatever the value holds.
/// \param name  The name: letters, digits and underscores, no digit first; not `le` or `reason`, the library's own.
/// \param value The value; backslashes, quotes and line breaks are escaped, and what is not UTF-8 is replaced.
/// \return The label; more than one are put together with commas.
/// \throws std::invalid_argument if the name is none.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string prometheus_label(std::string_view name, std::string_view value) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    bool const named = !name.empty() && name.find_first_not_of(letters) == std::string_view::npos &&
                       (name.front() < '0' || name.front() > '9');
    detail::require(
        named,
        "prometheus_label: a name has letters, digits and underscores only, and no digit first",
        name);
    detail::require(
        name != "le" && name != "reason",
        "prometheus_label: le and reason are labels of the library's own", name);
    return std::string{name} + '=' + detail::quoted_text(value, [](char letter) -> std::string {
               if (letter == '\n') return "\\n";
               if (letter == '"' || letter == '\\') return {'\\', letter};
               return {letter};
           });
}

namespace detail {

// One metric after the other, each with all that it is counted in: a format that says of every metric once what it is.
class prometheus_text {
  public:
    explicit prometheus_text(std::span<labelled_counters const> all) noexcept : all_{all} {}

    template <class Count>
    void counter(std::string_view metric, std::string_view help, Count const& count) {
        describe(metric, "counter", help);
        for (auto const& [numbers, labels] : all_)
            sample(metric, labels, {}, std::to_string(count(numbers.get())));
    }

    void gave_up() {
        describe("gave_up_total", "counter", "Runs that gave up, by reason.");
        for (auto const& [numbers, labels] : all_) {
            for (auto const reason :
                 {stop_reason::permanent_failure, stop_reason::ambiguous_failure,
                  stop_reason::attempts_exhausted, stop_reason::deadline, stop_reason::cancelled,
                  stop_reason::refused}) {
                sample(
                    "gave_up_total", labels,
                    std::string{"reason=\""}.append(to_string(reason)).append("\""),
                    std::to_string(numbers.get().gave_up_runs(reason)));
            }
        }
    }

    void delays() {
        describe("delay_seconds", "histogram", "Waits before retries.");
        for (auto const& [numbers, labels] : all_) {
            std::uint64_t cumulated = 0;
            for (std::size_t bucket = 0; bucket <= counters::bucket_count; ++bucket) {
                cumulated += numbers.get().delays_in(bucket);
                auto const bound = bucket < counters::bucket_count ? bound_of(bucket) : "+Inf";
                sample(
                    "delay_seconds_bucket", labels, "le=\"" + bound + "\"",
                    std::to_string(cumulated));
            }
            sample("delay_seconds_sum", labels, {}, text_of(numbers.get().delay_seconds()));
            sample("delay_seconds_count", labels, {}, std::to_string(cumulated));
        }
    }

    [[nodiscard]] std::string const& text() const noexcept { return text_; }

  private:
    void describe(std::string_view metric, std::string_view type, std::string_view help) {
        text_.append("# HELP reprise_").append(metric).append(" ").append(help);
        text_.append("\n# TYPE reprise_").append(metric).append(" ").append(type).append("\n");
    }

    void sample(
        std::string_view metric, std::string_view labels, std::string_view label,
        std::string_view value) {
        text_.append("reprise_").append(metric);
        if (!label.empty() || !labels.empty()) {
            text_.append("{").append(labels);
            if (!label.empty() && !labels.empty()) text_.append(",");
            text_.append(label).append("}");
        }
        text_.append(" ").append(value).append("\n");
    }

    [[nodiscard]] static std::string bound_of(std::size_t bucket) {
        return text_of(static_cast<double>(counters::bucket_bound(bucket).count()) / 1e9);
    }

    [[nodiscard]] static std::string text_of(double number) {
        std::array<char, 32> digits{};
        auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return {digits.data(), end};
    }

    std::span<labelled_counters const> all_;
    std::string text_;
};

}  // namespace detail

/// \ingroup log
/// \brief Counters in Prometheus' text format, version 0.0.4: one page for all that a program counts.
///
/// The names begin with `reprise_`: `attempts_total`, `retries_total`, `recovered_total`, `gave_up_total{reason}`,
/// `policy_failures_total`, and the histogram `delay_seconds`. The format says of each metric once what it is, so that
/// the texts of several counters cannot be put together: hand all of them over at once, each with labels of its own.
///
/// \snippet docs/examples/monitoring.cpp several_counters
/// \param all The counters, and what each is labelled with.
/// \return The text, each line ended by a line break.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string to_prometheus(std::span<labelled_counters const> all) {
    detail::prometheus_text page{all};
    page.counter(
        "attempts_total", "Calls of operations.", [](auto const& of) { return of.attempts(); });
    page.counter("retries_total", "Retries that were scheduled.", [](auto const& of) {
        return of.retries();
    });
    page.counter("recovered_total", "Runs that succeeded after a failure.", [](auto const& of) {
        return of.recovered_runs();
    });
    page.gave_up();
    page.counter("policy_failures_total", "Policies that themselves failed.", [](auto const& of) {
        return of.policy_failures();
    });
    page.delays();
    return page.text();
}

/// \ingroup log
/// \brief The same, written as a list: `to_prometheus({{shop, prometheus_label("service", "shop")}, {mail, ...}})`.
/// \param all The counters, and what each is labelled with.
/// \return The text, each line ended by a line break.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string to_prometheus(std::initializer_list<labelled_counters> all) {
    return reprise::to_prometheus(std::span<labelled_counters const>{all.begin(), all.size()});
}

/// \ingroup log
/// \brief The same of the only counters that there are.
/// \param numbers The counters.
/// \param labels  What each sample is to be labelled with, see reprise::prometheus_label; empty for nothing.
/// \return The text, each line ended by a line break.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string to_prometheus(
    counters const& numbers, std::string_view labels = {}) {
    return reprise::to_prometheus({{numbers, std::string{labels}}});
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_PROMETHEUS_HPP
