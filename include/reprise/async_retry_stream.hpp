// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::async_retry_stream.

#ifndef REPRISE_ASYNC_RETRY_STREAM_HPP
#define REPRISE_ASYNC_RETRY_STREAM_HPP

#include <reprise/async_retry.hpp>
#include <reprise/async_source.hpp>
#include <reprise/concepts/attempt.hpp>
#include <reprise/concepts/awaitable_traits.hpp>
#include <reprise/concepts/duration.hpp>
#include <reprise/concepts/heartbeat.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/concepts/time_limit_policy.hpp>
#include <reprise/retry_stream.hpp>
#include <reprise/stream_mode.hpp>

#include <functional>  // std::cref, std::invoke
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise {

namespace detail {

// A generator may be something to await as well: by its items.
template <class Made>
concept awaited_for_source = awaitable<Made> && !async_source<Made>;

template <class Made>
struct awaited_or_same : std::type_identity<Made> {};
template <awaited_for_source Made>
struct awaited_or_same<Made> : std::type_identity<awaited_t<Made>> {};

template <class Source>
constexpr bool check_async_source() {
    static_assert(
        async_source<Source>,
        "reprise::async_retry_stream: the factory makes no source: that has a next() which returns something to await, "
        "or an async_source_traits; for a range use reprise::retry_stream");
    return async_source<Source>;
}

// Ends the use of a source unless all went well: cheaper than a handler that throws on.
template <class Source>
class drop_on_failure {
  public:
    explicit drop_on_failure(Source& source) noexcept : source_{&source} {}
    drop_on_failure(drop_on_failure const&) = delete;
    drop_on_failure& operator=(drop_on_failure const&) = delete;
    ~drop_on_failure() {
        if (source_ != nullptr) source_->drop();
    }
    void keep() noexcept { source_ = nullptr; }

  private:
    Source* source_;
};

// The end of one item: the run goes on for the whole stream, and has succeeded when that is over.
template <class Stream>
struct to_stream {
    static constexpr bool throws = true;
    using recorder_type = no_recorder;

    template <class Result>
    class finish : public to_caller::template finish<Result> {
      public:
        explicit finish(to_stream const& /*end*/) noexcept
            : to_caller::template finish<Result>{to_caller{}} {}
    };

    template <class Run>
    using storage = std::optional<Run>&;

    template <class Run>
    [[nodiscard]] std::optional<Run>& stored() const noexcept {
        return stream->run_;
    }
    [[nodiscard]] bool begins() const noexcept { return !stream->source_; }
    [[nodiscard]] bool ends() const noexcept { return !stream->source_; }
    [[nodiscard]] attempt limited(attempt const& described) const {
        return stream->limited(described);
    }

    Stream* stream;
};

}  // namespace detail

/// \ingroup streams
/// \brief A stream of a coroutine's that is made again when it fails. One coroutine at a time; it must outlive what
/// `next` returns.
/// \tparam Policy A composed policy.
/// \tparam Mode   reprise::resuming or reprise::restarting.
/// \tparam Make   Returns a source, or something to await that yields one.
template <class Policy, class Mode, class Make>
class async_retried_stream {
    using policy_type = detail::policy_of_t<Policy>;
    using source_type = typename detail::awaited_or_same<detail::made_stream_t<Make>>::type;
    static_assert(detail::check_async_source<source_type>());
    using next_type =
        decltype(async_source_traits<source_type>::next(std::declval<source_type&>()));
    using item_type = typename detail::awaited_t<next_type>::value_type;
    using progress_type = detail::stream_progress<Mode, item_type>;

  public:
    /// \brief What it yields: the items, in a stream that restarts as reprise::stream_item.
    using value_type = typename progress_type::value_type;
    /// \brief The coroutine type of `next`.
    using coroutine_type =
        typename awaitable_traits<next_type>::template rebind<std::optional<value_type>>;

  private:
    struct fetching;
    // whoever supervises an attempt has to be told about it
    static constexpr bool supervised =
        detail::limits_attempts_of<policy_type> &&
        detail::enforces_limits<
            typename awaitable_traits<next_type>::template rebind<
                std::optional<typename progress_type::value_type>>,
            std::remove_cvref_t<decltype(std::declval<policy_type const&>().clock())>, fetching>;
    using run_type = detail::run<
        policy_type, detail::no_recorder, supervised, true, detail::repetition_of_t<Make>, true>;

  public:
    /// \brief A stream that has not been made yet.
    /// \param policy The policy.
    /// \param mode   What becomes of it when it fails.
    /// \param make   Makes it.
    async_retried_stream(Policy policy, Mode mode, Make make)
        : policy_{std::move(policy)}, make_{std::move(make)}, progress_{mode} {}

    async_retried_stream(async_retried_stream const&) = delete;
    async_retried_stream& operator=(async_retried_stream const&) = delete;
    ~async_retried_stream() = default;

    /// \brief Fetches the next item; waits and makes the stream again where it has to.
    ///
    /// Nothing is fetched ahead. Whoever has enough destroys the stream.
    /// \return A coroutine that yields the item, or nothing at the end.
    /// \throws What the last attempt threw, if the policy gives up, when it is awaited; there is nothing more to be had
    ///         then.
    [[nodiscard]] coroutine_type next() {
        return detail::start_drive(
            std::cref(policy_), fetching{this}, detail::to_stream<async_retried_stream>{this});
    }

  private:
    /// \cond
    friend detail::to_stream<async_retried_stream>;
    friend detail::drop_on_failure<async_retried_stream>;
    /// \endcond

    struct fetching {
        async_retried_stream* stream;
        coroutine_type operator()() const { return fetch(*stream); }
        [[nodiscard]] detail::repetition_of_t<Make> repetition() const noexcept {
            return detail::repetition_of(stream->make_);
        }
    };

    static coroutine_type fetch(async_retried_stream& self) {
        std::optional<value_type> yielded;
        if (self.news_) {
            yielded = std::exchange(self.news_, std::nullopt);
            co_return yielded;
        }
        detail::drop_on_failure<async_retried_stream> guard{self};
        if (!self.source_) {
            if constexpr (detail::awaited_for_source<detail::made_stream_t<Make>>) {
                auto opening = self.progress_.open(self.make_);
                self.source_.emplace(co_await std::move(opening));
            } else {
                self.source_.emplace(self.progress_.open(self.make_));
            }
        }
        auto arriving = async_source_traits<source_type>::next(*self.source_);
        self.take(yielded, co_await std::move(arriving));
        guard.keep();
        co_return yielded;
    }

    // The run limit is of the whole attempt: of all the time that its items were waited for.
    [[nodiscard]] attempt limited(attempt const& described) {
        if constexpr (supervised) {
            auto const whole =
                detail::unwrap(detail::policy_of(policy_).time_limit()).attempt_limits().run;
            auto limits = described.limits();
            auto began = described.began();
            fetch_began_ = began;
            if (!source_) waited_for_ = duration::zero();
            if (whole != duration::max() && whole - waited_for_ < limits.run) {
                limits.run = whole;
                limits.longest = time_limit::run;
                began -= waited_for_;
            }
            // never abandoned: a fetch that goes on would be one too many
            limits.grace = duration::max();
            return described.limited(limits, began);
        } else {
            return described;
        }
    }

    template <class Arrived>
    void take(std::optional<value_type>& yielded, Arrived&& arrived) {
        if constexpr (supervised) {
            auto const now = time_point{detail::unwrap(detail::policy_of(policy_).clock()).now()};
            waited_for_ = saturating_add(waited_for_, elapsed_between(fetch_began_, now));
        }
        if (arrived) {
            yielded.emplace(progress_.arrived(*std::forward<Arrived>(arrived)));
        } else {
            source_.reset();
        }
    }

    void drop() {
        source_.reset();
        news_ = progress_.failed();
        if (progress_.takes_reset()) run_.reset();
    }

    Policy policy_;
    Make make_;
    progress_type progress_;
    std::optional<run_type> run_;
    std::optional<source_type> source_;
    std::optional<value_type> news_;
    time_point fetch_began_{};
    duration waited_for_ = duration::zero();
};

/// \ingroup streams
/// \brief A stream of a coroutine's under a policy: `async_retry_stream(policy, resuming{}, make_stream)`, read by
/// `while (auto item = co_await stream.next())`.
///
/// A source is a reprise::async_source: anything with a `next()` that returns something to await, which yields a
/// `std::optional` of an item, or with `reprise/asio/coro.hpp` a generator.
///
/// An attempt is a source that is made and read to its end. Where the policy's time limits are enforced, see
/// \ref async_limits, the run timeout is that of the attempt as a whole: of the time that `next` was waited for, all in
/// all, and not of what the reader does in between. An idle timeout begins with each `next`. What ignores a
/// cancellation is waited for, however long it takes: nothing of a stream is abandoned.
///
/// \snippet docs/examples/async.cpp stream
/// \tparam Policy A composed policy.
/// \tparam Mode   reprise::resuming or reprise::restarting.
/// \tparam Make   Returns a source, or a coroutine that yields one; for reprise::resuming it takes a
///                `std::optional<Item> const&`.
/// \param policy The policy; it is copied.
/// \param mode   What becomes of a stream that fails in the middle.
/// \param make   Makes the source.
/// \return A reprise::async_retried_stream.
template <detail::composed Policy, detail::stream_mode Mode, class Make>
    requires(!std::same_as<Mode, buffering>)
[[nodiscard]] async_retried_stream<Policy, Mode, Make> async_retry_stream(
    Policy policy, Mode mode, Make make) {
    return {std::move(policy), mode, std::move(make)};
}

namespace detail {

// An attempt: all items of a source that is made for it.
template <class Make, bool Watched>
class collecting {
    using made_type = std::invoke_result_t<Make&>;
    using source_type = typename awaited_or_same<made_type>::type;
    static_assert(detail::check_async_source<source_type>());
    using next_type =
        decltype(async_source_traits<source_type>::next(std::declval<source_type&>()));
    using item_type = typename awaited_t<next_type>::value_type;
    using coroutine_type =
        typename awaitable_traits<next_type>::template rebind<std::vector<item_type>>;

  public:
    explicit collecting(Make make) : make_{std::move(make)} {}

    coroutine_type operator()()
        requires(!Watched)
    {
        return collect(make_, heartbeat{});
    }

    coroutine_type operator()(attempt const& described)
        requires Watched
    {
        return collect(make_, described.heartbeat());
    }

    [[nodiscard]] auto repetition() const noexcept
        requires states_repetition<Make>
    {
        return detail::repetition_of(make_);
    }

  private:
    static coroutine_type collect(Make& make, heartbeat beat) {
        std::optional<source_type> source;
        if constexpr (awaited_for_source<made_type>) {
            auto opening = std::invoke(make);
            source.emplace(co_await std::move(opening));
            beat();
        } else {
            source.emplace(std::invoke(make));
        }
        std::vector<item_type> items;
        for (;;) {
            auto arriving = async_source_traits<source_type>::next(*source);
            if (!add(items, co_await std::move(arriving))) break;
            beat();
        }
        co_return items;
    }

    template <class Arrived>
    [[nodiscard]] static bool add(std::vector<item_type>& items, Arrived&& arrived) {
        if (!arrived) return false;
        items.push_back(*std::forward<Arrived>(arrived));
        return true;
    }

    Make make_;
};

}  // namespace detail

/// \ingroup streams
/// \brief All items of a stream, committed whole: those of an attempt that fails are never seen.
///
/// Where the policy's time limits are enforced, the run timeout is that of the whole attempt, and each item refreshes
/// the idle timeout.
/// \tparam Policy A composed policy.
/// \tparam Make   Returns a source, or a coroutine that yields one.
/// \param policy The policy; it is copied.
/// \param mode   reprise::buffering.
/// \param make   Makes the source.
/// \return A coroutine that yields the items, as a vector.
template <detail::composed Policy, class Make>
[[nodiscard]] auto async_retry_stream(Policy policy, [[maybe_unused]] buffering mode, Make make) {
    constexpr bool watched = detail::limits_attempts_of<detail::policy_of_t<Policy>>;
    return reprise::async_retry(
        std::move(policy), detail::collecting<Make, watched>{std::move(make)});
}

}  // namespace reprise

#endif  // REPRISE_ASYNC_RETRY_STREAM_HPP
