// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_stream for streams that block.

#ifndef REPRISE_RETRY_STREAM_HPP
#define REPRISE_RETRY_STREAM_HPP

#include <reprise/blocking_retry.hpp>
#include <reprise/compose.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/blocking.hpp>
#include <reprise/detail/run.hpp>
#include <reprise/detail/stating_operation.hpp>
#include <reprise/stream_mode.hpp>

#include <concepts>
#include <cstddef>
#include <functional>  // std::invoke
#include <iterator>    // std::default_sentinel
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise {

namespace detail {

template <class Make>
struct made_stream : std::invoke_result<Make&> {};
template <class Make>
    requires(!std::invocable<Make&>)
struct made_stream<Make> {
    // what the factory of a stream that is resumed takes depends on what it makes: its argument converts to any
    // optional
    struct nothing_yet {
        template <class Item>
        // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): it stands for what arrived
        operator std::optional<Item> const&() const;
    };
    static_assert(
        std::invocable<Make&, nothing_yet>,
        "retry_stream: the factory can be called neither without arguments nor with what arrived last, a "
        "std::optional<Item> const&");
    using type = typename std::conditional_t<
        std::invocable<Make&, nothing_yet>, std::invoke_result<Make&, nothing_yet>,
        std::type_identity<void>>::type;
};

template <class Made>
constexpr bool check_range() {
    static_assert(
        std::ranges::input_range<Made>,
        "retry_stream: the factory makes no input range; for a source that is awaited use async_retry_stream");
    return true;
}

template <class Make>
using made_stream_t = typename made_stream<Make>::type;

}  // namespace detail

/// \ingroup streams
/// \brief A stream that is made again when it fails: an input range, to be gone through once. One thread at a time.
///
/// Nothing is fetched before it is asked for; whoever leaves early leaves the stream under way, which is destroyed with
/// this. It can be neither copied nor moved: pipe it into views as an lvalue, of `std::views` or of range-v3.
/// \tparam Policy A composed policy.
/// \tparam Mode   reprise::resuming or reprise::restarting.
/// \tparam Make   Returns an input range.
template <class Policy, class Mode, class Make>
class retried_stream {
    using policy_type = detail::policy_of_t<Policy>;
    using run_type =
        detail::run<policy_type, detail::no_recorder, false, true, detail::repetition_of_t<Make>>;
    using stream_type = detail::made_stream_t<Make>;
    static_assert(detail::check_range<stream_type>());
    using item_type = std::ranges::range_value_t<stream_type>;
    using progress_type = detail::stream_progress<Mode, item_type>;

  public:
    /// \brief What it yields: the items, in a stream that restarts as reprise::stream_item.
    using value_type = typename progress_type::value_type;

    /// \brief Goes from item to item; waits and makes the stream again where it has to.
    class iterator {
      public:
        /// \brief A single pass.
        using iterator_concept = std::input_iterator_tag;
        /// \brief The items.
        using value_type = typename retried_stream::value_type;
        /// \brief Required of iterators.
        using difference_type = std::ptrdiff_t;

        /// \brief Of no stream; required of iterators by range-v3.
        iterator() noexcept = default;

        /// \brief The item.
        /// \return The last one that has arrived.
        [[nodiscard]] value_type const& operator*() const noexcept { return *stream_->current_; }

        /// \brief Fetches the next item.
        /// \return This iterator.
        /// \throws What the stream's last attempt threw, if the policy gives up.
        iterator& operator++() {
            stream_->pull();
            return *this;
        }

        /// \brief The same.
        void operator++(int) { ++*this; }

        /// \brief Whether the stream has ended.
        /// \param position An iterator.
        /// \return True if there is no further item.
        friend bool operator==(iterator const& position, std::default_sentinel_t /*end*/) noexcept {
            return position.at_end();
        }

      private:
        friend retried_stream;
        explicit iterator(retried_stream& stream) noexcept : stream_{&stream} {}

        [[nodiscard]] bool at_end() const noexcept { return !stream_->current_; }

        retried_stream* stream_ = nullptr;
    };

    /// \brief A stream that has not been made yet.
    /// \param policy The policy.
    /// \param mode   What becomes of it when it fails.
    /// \param make   Makes it.
    retried_stream(Policy policy, Mode mode, Make make)
        : policy_{std::move(policy)}, make_{std::move(make)}, progress_{mode} {}

    retried_stream(retried_stream const&) = delete;
    retried_stream& operator=(retried_stream const&) = delete;
    ~retried_stream() = default;

    /// \brief Makes the stream and fetches the first item.
    /// \return An iterator.
    /// \throws What the last attempt threw, if the policy gives up.
    [[nodiscard]] iterator begin() {
        restart();
        pull();
        return iterator{*this};
    }

    /// \brief The end of the stream.
    /// \return A sentinel.
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

  private:
    // Between the handlers and the run: what has failed is the stream that is under way.
    struct driven {
        retried_stream& stream;

        void begin_attempt() {
            if (!stream.made_) stream.run_->begin_attempt();
        }
        template <class Exception>
        [[nodiscard]] bool caught(Exception const& exception) {
            stream.drop();
            return stream.run_->caught(exception);
        }
        [[nodiscard]] bool caught_unknown() {
            stream.drop();
            return stream.run_->caught_unknown();
        }
        [[nodiscard]] bool waits_after_exception() { return stream.run_->waits_after_exception(); }
    };

    void restart() {
        run_.emplace(
            detail::policy_of(policy_), detail::no_recorder{}, detail::repetition_of(make_));
    }

    void drop() {
        position_.reset();
        made_.reset();
        news_ = progress_.failed();
        if (progress_.takes_reset()) restart();
    }

    void pull() {
        current_.reset();
#if defined(__cpp_exceptions)
        detail::call_until_done(
            detail::handlers_of_t<policy_type>{}, driven{*this}, [this] { fetch(); }, [] { throw; },
            [this] { run_->rethrow(); });
#else
        // nothing can fail: what is left of a policy is its logger
        driven{*this}.begin_attempt();
        fetch();
#endif
    }

    void fetch() {
        if (news_) {
            current_ = std::exchange(news_, std::nullopt);
            return;
        }
        if (!made_) {
            made_.emplace(progress_.open(make_));
            position_.emplace(std::ranges::begin(*made_));
        } else {
            ++*position_;
        }
        if (*position_ == std::ranges::end(*made_)) {
            run_->succeeded();
        } else {
            current_.emplace(progress_.arrived(**position_));
        }
    }

    Policy policy_;
    Make make_;
    progress_type progress_;
    std::optional<run_type> run_;
    std::optional<stream_type> made_;
    std::optional<std::ranges::iterator_t<stream_type>> position_;
    std::optional<value_type> news_;
    std::optional<value_type> current_;
};

/// \ingroup streams
/// \brief A stream of items under a policy: `retry_stream(policy, resuming{}, make_stream)`.
///
/// An attempt is a stream that is made and gone through. When one throws, the policy decides as ever, and another is
/// made after the wait; what has arrived has been handed out already, so the mode says how the two fit together.
///
/// What makes the stream may say whether that may happen twice:
/// `retry_stream(policy, resuming{}, non_idempotent(make))`.
///
/// \snippet docs/examples/streams.cpp resume
/// \tparam Policy A composed policy.
/// \tparam Mode   reprise::resuming or reprise::restarting.
/// \tparam Make   Returns an input range; for reprise::resuming it takes a `std::optional<Item> const&`.
/// \param policy The policy; it is copied.
/// \param mode   What becomes of a stream that fails in the middle.
/// \param make   Makes the stream.
/// \return A reprise::retried_stream.
template <detail::composed Policy, detail::stream_mode Mode, class Make>
    requires(!std::same_as<Mode, buffering>)
[[nodiscard]] retried_stream<Policy, Mode, Make> retry_stream(Policy policy, Mode mode, Make make) {
    return {std::move(policy), mode, std::move(make)};
}

/// \ingroup streams
/// \brief All items of a stream, committed whole: those of an attempt that fails are never seen.
/// \tparam Policy A composed policy.
/// \tparam Make   Returns an input range.
/// \param policy The policy.
/// \param make   Makes the stream.
/// \return The items, as a vector.
/// \throws What the last attempt threw.
template <detail::composed Policy, class Make>
[[nodiscard]] auto retry_stream(Policy const& policy, buffering /*mode*/, Make make) {
    auto const gather = [&make] {
        auto made = std::invoke(make);
        std::vector<std::ranges::range_value_t<decltype(made)>> items;
        for (auto&& item : made) items.push_back(std::forward<decltype(item)>(item));
        return items;
    };
    return reprise::retry(
        policy, detail::stating_operation<decltype(gather), detail::repetition_of_t<Make>>{
                    gather, detail::repetition_of(make)});
}

}  // namespace reprise

#endif  // REPRISE_RETRY_STREAM_HPP
