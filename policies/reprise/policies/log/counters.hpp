// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::counters and reprise::count_in: what happened, in numbers that many threads share.

#ifndef REPRISE_POLICIES_LOG_COUNTERS_HPP
#define REPRISE_POLICIES_LOG_COUNTERS_HPP

#include <reprise/concepts/logger_policy.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace reprise {

/// \ingroup log
/// \brief What happened under one or many policies, in numbers: attempts, retries, recoveries, give-ups by reason,
/// and a histogram of the delays.
///
/// Any number of threads may count and read at once: each number is an atomic of its own, so that a reader may see an
/// attempt whose retry is not counted yet. 64 bits do not overflow in a lifetime. reprise::to_prometheus writes them
/// down for a monitoring system.
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
        // apart: nanoseconds alone would overflow in 584 years of waiting, which many callers share
        auto const whole = std::chrono::floor<std::chrono::seconds>(event.delay);
        add(delay_seconds_, static_cast<std::uint64_t>(whole.count()));
        add(delay_nanoseconds_, static_cast<std::uint64_t>((event.delay - whole).count()));
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
    /// \return The sum, at most `duration::max()`, which is 292 years; reprise::counters::delay_seconds goes on.
    [[nodiscard]] duration delay_sum() const noexcept {
        auto const below = read(delay_nanoseconds_);
        auto const seconds = read(delay_seconds_) + below / nanoseconds_per_second;
        if (seconds >= longest_seconds) return duration::max();
        return std::chrono::seconds{seconds} + duration{below % nanoseconds_per_second};
    }

    /// \brief The sum of all delays as a number of seconds, which does not end where that of nanoseconds does.
    /// \return The sum, to the precision of a `double`.
    [[nodiscard]] double delay_seconds() const noexcept {
        return static_cast<double>(read(delay_seconds_)) +
               static_cast<double>(read(delay_nanoseconds_)) / nanoseconds_per_second;
    }

  private:
    using number = std::atomic<std::uint64_t>;

    static constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
    static constexpr std::uint64_t longest_seconds =
        static_cast<std::uint64_t>(duration::max().count()) / nanoseconds_per_second;

    static void add(number& counted, std::uint64_t more = 1) noexcept {
        counted.fetch_add(more, std::memory_order_relaxed);
    }
    [[nodiscard]] static std::uint64_t read(number const& counted) noexcept {
        return counted.load(std::memory_order_relaxed);
    }

    number attempts_{0};
    number retries_{0};
    number recovered_{0};
    number policy_failures_{0};
    number delay_seconds_{0};
    number delay_nanoseconds_{0};
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

}  // namespace reprise

#endif  // REPRISE_POLICIES_LOG_COUNTERS_HPP
