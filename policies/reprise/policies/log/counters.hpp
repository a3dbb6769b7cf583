// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::counters and reprise::count_in: what happened, in numbers that many threads share.

#ifndef REPRISE_POLICIES_LOG_COUNTERS_HPP
#define REPRISE_POLICIES_LOG_COUNTERS_HPP

#include <reprise/concepts/logger_policy.hpp>

#include <array>
#include <atomic>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

/// \ingroup log
/// \brief What happened under one or many policies, in numbers: attempts, retries, recoveries, give-ups by reason,
/// and a histogram of the delays.
///
/// Any number of threads may count and read at once: each number is an atomic of its own, so that a reader may see an
/// attempt whose retry is not counted yet. 64 bits do not overflow in a lifetime.
///
/// \snippet docs/examples/monitoring.cpp counters
class counters {
  public:
    /// \brief How many delays have an upper bound in the histogram; the longer ones come after.
    static constexpr std::size_t bucket_count = 17;

    /// \brief The upper bounds of the histogram's buckets, each twice the one before: 1 ms to 65.536 s.
    /// \param bucket The number of a bucket, below reprise::counters::bucket_count.
    /// \return The longest delay in it.
    [[nodiscard]] static constexpr duration bucket_bound(std::size_t bucket) noexcept {
        return std::chrono::milliseconds{1} * (std::int64_t{1} << bucket);
    }

    /// \brief Counts an event.
    /// \param event The event.
    void on([[maybe_unused]] attempt_started const& event) noexcept { add(attempts_); }

    /// \brief Counts a retry and its delay.
    /// \param event The event.
    void on(retry_scheduled const& event) noexcept {
        add(retries_);
        std::size_t bucket = 0;
        while (bucket < bucket_count && event.delay > bucket_bound(bucket)) ++bucket;
        add(buckets_[bucket]);
        delay_sum_.fetch_add(
            static_cast<std::uint64_t>(event.delay.count()), std::memory_order_relaxed);
    }

    /// \brief Counts a recovery.
    /// \param event The event.
    void on([[maybe_unused]] recovered const& event) noexcept { add(recovered_); }

    /// \brief Counts a give-up by its reason.
    /// \param event The event.
    void on(gave_up const& event) noexcept {
        add(gave_up_[static_cast<std::size_t>(event.reason)]);
    }

    /// \brief Counts a policy that itself failed.
    /// \param event The event.
    void on([[maybe_unused]] policy_failed const& event) noexcept { add(policy_failures_); }

    /// \brief How many attempts were started.
    /// \return The number.
    [[nodiscard]] std::uint64_t attempts() const noexcept { return read(attempts_); }

    /// \brief How many retries were scheduled.
    /// \return The number.
    [[nodiscard]] std::uint64_t retries() const noexcept { return read(retries_); }

    /// \brief How many runs succeeded after a failure.
    /// \return The number.
    [[nodiscard]] std::uint64_t recovered_runs() const noexcept { return read(recovered_); }

    /// \brief How many runs gave up for a reason.
    /// \param reason The reason.
    /// \return The number.
    [[nodiscard]] std::uint64_t gave_up_runs(stop_reason reason) const noexcept {
        return read(gave_up_[static_cast<std::size_t>(reason)]);
    }

    /// \brief How often a policy itself failed.
    /// \return The number.
    [[nodiscard]] std::uint64_t policy_failures() const noexcept { return read(policy_failures_); }

    /// \brief How many delays are in a bucket of the histogram.
    /// \param bucket The number of a bucket; reprise::counters::bucket_count for the delays beyond all bounds.
    /// \return The number.
    [[nodiscard]] std::uint64_t delays_in(std::size_t bucket) const noexcept {
        return read(buckets_[bucket]);
    }

    /// \brief The sum of all delays.
    /// \return The sum.
    [[nodiscard]] duration delay_sum() const noexcept {
        return duration{static_cast<duration::rep>(read(delay_sum_))};
    }

  private:
    using number = std::atomic<std::uint64_t>;

    static void add(number& counted) noexcept { counted.fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] static std::uint64_t read(number const& counted) noexcept {
        return counted.load(std::memory_order_relaxed);
    }

    number attempts_{0};
    number retries_{0};
    number recovered_{0};
    number policy_failures_{0};
    number delay_sum_{0};
    std::array<number, static_cast<std::size_t>(stop_reason::refused) + 1> gave_up_{};
    std::array<number, bucket_count + 1> buckets_{};
};

/// \ingroup log
/// \brief Counts what happens in reprise::counters, which many policies and threads may share.
///
/// \when The numbers go to a monitoring system.
///
/// \whennot One run is to be looked at: its reprise::report has them.
///
/// \snippet docs/examples/monitoring.cpp counters
///
/// \model{reprise::logger_policy}
class count_in {
  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "count_in";

    /// \brief Counts in an object of somebody else's.
    /// \param numbers The counters; must outlive the logger and its copies.
    constexpr explicit count_in(counters& numbers) noexcept : numbers_{&numbers} {}

    /// \brief Counts an event.
    /// \tparam Event The event's type.
    /// \param event The event.
    template <class Event>
        requires requires(counters& numbers, Event const& event) { numbers.on(event); }
    void on(Event const& event) const noexcept {
        numbers_->on(event);
    }

  private:
    counters* numbers_;
};

static_assert(logger_policy<count_in>);

/// \ingroup log
/// \brief The counters in Prometheus' text format, version 0.0.4.
///
/// The names begin with `reprise_`: `attempts_total`, `retries_total`, `recovered_total`, `gave_up_total{reason}`,
/// `policy_failures_total`, and the histogram `delay_seconds`.
/// \param numbers The counters.
/// \param labels  What each sample is to be labelled with, such as `service="shop"`; empty for nothing.
/// \return The text, each line ended by a line break.
/// \throws std::bad_alloc if there is no memory for the text.
[[nodiscard]] inline std::string to_prometheus(
    counters const& numbers, std::string_view labels = {}) {
    std::string text;
    auto const describe =
        [&text](std::string_view metric, std::string_view type, std::string_view help) {
            text.append("# HELP reprise_").append(metric).append(" ").append(help);
            text.append("\n# TYPE reprise_").append(metric).append(" ").append(type).append("\n");
        };
    auto const sample = [&](std::string_view metric, std::string_view label,
                            std::string_view value) {
        text.append("reprise_").append(metric);
        if (!label.empty() || !labels.empty()) {
            text.append("{").append(labels);
            if (!label.empty() && !labels.empty()) text.append(",");
            text.append(label).append("}");
        }
        text.append(" ").append(value).append("\n");
    };
    auto const counter = [&](std::string_view metric, std::string_view help, std::uint64_t count) {
        describe(metric, "counter", help);
        sample(metric, {}, std::to_string(count));
    };
    auto const seconds = [](duration span) {
        std::array<char, 32> digits{};
        auto const value = static_cast<double>(span.count()) / 1e9;
        auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        return std::string{digits.data(), end};
    };

    counter("attempts_total", "Calls of operations.", numbers.attempts());
    counter("retries_total", "Retries that were scheduled.", numbers.retries());
    counter("recovered_total", "Runs that succeeded after a failure.", numbers.recovered_runs());
    describe("gave_up_total", "counter", "Runs that gave up, by reason.");
    for (auto const reason :
         {stop_reason::permanent_failure, stop_reason::ambiguous_failure,
          stop_reason::attempts_exhausted, stop_reason::deadline, stop_reason::cancelled,
          stop_reason::refused}) {
        sample(
            "gave_up_total", std::string{"reason=\""}.append(to_string(reason)).append("\""),
            std::to_string(numbers.gave_up_runs(reason)));
    }
    counter("policy_failures_total", "Policies that themselves failed.", numbers.policy_failures());
    describe("delay_seconds", "histogram", "Waits before retries.");
    std::uint64_t cumulated = 0;
    for (std::size_t bucket = 0; bucket <= counters::bucket_count; ++bucket) {
        cumulated += numbers.delays_in(bucket);
        auto const bound =
            bucket < counters::bucket_count ? seconds(counters::bucket_bound(bucket)) : "+Inf";
        sample("delay_seconds_bucket", "le=\"" + bound + "\"", std::to_string(cumulated));
    }
    sample("delay_seconds_sum", {}, seconds(numbers.delay_sum()));
    sample("delay_seconds_count", {}, std::to_string(cumulated));
    return text;
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_COUNTERS_HPP
