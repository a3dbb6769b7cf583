// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what becomes of a stream that has failed in the middle.

#ifndef REPRISE_STREAM_MODE_HPP
#define REPRISE_STREAM_MODE_HPP

#include <concepts>
#include <cstdint>
#include <functional>  // std::invoke
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup streams
/// \brief The next attempt goes on where the last one ended: the factory is called with what arrived last, as a
/// `std::optional<Item> const&` that is empty if nothing did, and returns a stream of the rest.
struct resuming {
    /// \brief Whether an item that arrives is worth a new run: attempts, elapsed time and backoff then count from
    /// there.
    bool reset_on_progress = false;
};

/// \ingroup streams
/// \brief The next attempt begins from the beginning. Whoever reads gets reprise::stream_item, and is told when what an
/// attempt has yielded is void.
struct restarting {};

/// \ingroup streams
/// \brief All items of an attempt are kept until it is complete, and handed out whole as a `std::vector`.
struct buffering {};

/// \ingroup streams
/// \brief An item of a stream that restarts, or the news that what its attempt has yielded so far is to be discarded.
/// \tparam Item What the stream yields.
template <class Item>
struct stream_item {
    std::uint64_t attempt;      ///< The number of the attempt that yielded it, from 1.
    std::optional<Item> value;  ///< The item; nothing if those of the attempt are to be discarded.

    /// \brief Whether all items of the attempt are to be discarded.
    /// \return True if it holds no item.
    [[nodiscard]] bool discarded() const noexcept { return !value; }
};

namespace detail {

template <class Mode>
concept stream_mode =
    std::same_as<Mode, resuming> || std::same_as<Mode, restarting> || std::same_as<Mode, buffering>;

template <class Mode, class Item>
struct streamed : std::type_identity<Item> {};
template <class Item>
struct streamed<restarting, Item> : std::type_identity<stream_item<Item>> {};

// What a stream that is retried keeps in mind, blocking or not.
template <class Mode, class Item>
class stream_progress {
  public:
    using value_type = typename streamed<Mode, Item>::type;

    explicit stream_progress(Mode mode) noexcept : mode_{mode} {}

    template <class Make>
    decltype(auto) open(Make& make) {
        ++attempt_;
        if constexpr (
            std::same_as<Mode, resuming> && std::invocable<Make&, std::optional<Item> const&>) {
            return std::invoke(make, std::as_const(last_));
        } else {
            static_assert(
                !std::same_as<Mode, resuming>,
                "retry_stream: to resume, the factory has to be told what arrived last: it must take a "
                "std::optional<Item> const&; use restarting{} if it begins from the beginning");
            return std::invoke(make);
        }
    }

    [[nodiscard]] value_type arrived(Item item) {
        progressed_ = true;
        if constexpr (std::same_as<Mode, restarting>) {
            return {attempt_, std::move(item)};
        } else {
            last_ = item;
            return item;
        }
    }

    // what is to be said before the next attempt
    [[nodiscard]] std::optional<value_type> failed() {
        std::optional<value_type> news;
        if constexpr (std::same_as<Mode, restarting>) {
            if (progressed_) news.emplace(value_type{attempt_, std::nullopt});
            progressed_ = false;
        }
        return news;
    }

    // whether the failed attempt begins the count of attempts anew
    [[nodiscard]] bool takes_reset() noexcept {
        if constexpr (std::same_as<Mode, resuming>) {
            return mode_.reset_on_progress && std::exchange(progressed_, false);
        } else {
            return false;
        }
    }

  private:
    [[no_unique_address]] Mode mode_;
    std::uint64_t attempt_ = 0;
    bool progressed_ = false;
    std::optional<Item> last_;
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_STREAM_MODE_HPP
