// SPDX-License-Identifier: Apache-2.0

#include "tiny_task.hpp"

#include <reprise/async_retry_stream.hpp>
#include <reprise/idempotent.hpp>
#include <reprise/policies/backoff/constant.hpp>
#include <reprise/policies/classify/retry_all.hpp>
#include <reprise/policies/classify/retry_on.hpp>
#include <reprise/policies/classify/transient.hpp>
#include <reprise/policies/jitter/none.hpp>
#include <reprise/policies/stop/attempts.hpp>
#include <reprise/retry_stream.hpp>
#include <reprise/testing/async_mock_processor.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using reprise_test::tiny_task;
using ::testing::ElementsAre;

class broken_pipe : public std::runtime_error {
  public:
    broken_pipe() : runtime_error{"broken pipe"} {}
};

// the numbers from one to another as an input range or as a source, which breaks after so many
class numbers {
  public:
    numbers(int from, int to, int breaks_after) : next_{from}, to_{to}, left_{breaks_after} {}

    class iterator {
      public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = int;
        using difference_type = std::ptrdiff_t;
        explicit iterator(numbers& read) : read_{&read} { read_->check(); }
        int operator*() const { return read_->next_; }
        iterator& operator++() {
            ++read_->next_;
            read_->check();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(iterator const& position, std::default_sentinel_t) {
            return position.at_end();
        }

      private:
        [[nodiscard]] bool at_end() const { return read_->next_ > read_->to_; }

        numbers* read_;
    };

    iterator begin() { return iterator{*this}; }
    [[nodiscard]] static std::default_sentinel_t end() { return {}; }

    tiny_task<std::optional<int>> next() {
        check();
        if (next_ > to_) co_return std::nullopt;
        co_return next_++;
    }

  private:
    void check() {
        if (left_-- == 0) throw broken_pipe{};
    }

    int next_;
    int to_;
    int left_;
};

class streams : public ::testing::Test {
  protected:
    [[nodiscard]] auto policy() {
        return reprise::compose(
            reprise::attempts{3}, reprise::constant{1s}, reprise::no_jitter{},
            reprise::retry_on<broken_pipe>{}, std::ref(clock));
    }

    // reads the rest of 1 to 5, at most two in one go
    auto rest(std::vector<int>& asked) {
        return [&asked](std::optional<int> const& last) {
            asked.push_back(last.value_or(0));
            return numbers{last.value_or(0) + 1, 5, 2};
        };
    }

    reprise::testing::virtual_clock clock;
};

TEST_F(streams, are_resumed_after_what_arrived_last) {
    std::vector<int> asked;
    std::vector<int> got;
    for (int const number : reprise::retry_stream(policy(), reprise::resuming{}, rest(asked)))
        got.push_back(number);
    EXPECT_THAT(got, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(asked, ElementsAre(0, 2, 4));
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));
}

TEST_F(streams, let_the_exception_out_when_the_policy_gives_up) {
    auto stream =
        reprise::retry_stream(policy(), reprise::resuming{}, [](std::optional<int> const& last) {
            return numbers{last.value_or(0) + 1, 100, 2};
        });
    std::vector<int> got;
    EXPECT_THROW(for (int const number : stream) got.push_back(number), broken_pipe);
    EXPECT_THAT(got, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(streams, fail_by_what_is_no_standard_exception_as_well) {
    int made = 0;
    auto stream = reprise::retry_stream(
        reprise::with(policy(), reprise::retry_all{}), reprise::resuming{},
        [&made](std::optional<int> const& last) {
            if (++made != 2) throw made;
            return numbers{last.value_or(0) + 1, 5, 2};
        });
    std::vector<int> got;
    EXPECT_THROW(for (int const number : stream) got.push_back(number), int);
    EXPECT_THAT(got, ElementsAre(1, 2));
    EXPECT_EQ(made, 3);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));
}

TEST_F(streams, begin_the_count_anew_with_progress_where_asked) {
    auto stream = reprise::retry_stream(
        policy(), reprise::resuming{.reset_on_progress = true},
        [](std::optional<int> const& last) { return numbers{last.value_or(0) + 1, 100, 2}; });
    int sum = 0;
    for (int const number : stream) sum += number;
    EXPECT_EQ(sum, 5050);

    auto stuck = reprise::retry_stream(
        policy(), reprise::resuming{.reset_on_progress = true}, [](std::optional<int> const& last) {
            return numbers{last.value_or(0) + 1, 100, last ? 0 : 2};
        });
    EXPECT_THROW(for (int const number : stuck) sum += number, broken_pipe);
}

TEST_F(streams, say_what_is_to_be_discarded_when_they_restart) {
    int made = 0;
    std::vector<std::string> got;
    for (auto const& item : reprise::retry_stream(policy(), reprise::restarting{}, [&made] {
             return numbers{1, 3, ++made == 1 ? 2 : 9};
         })) {
        got.push_back(
            std::to_string(item.attempt) + ":" +
            (item.discarded() ? "discarded" : std::to_string(*item.value)));
    }
    EXPECT_THAT(got, ElementsAre("1:1", "1:2", "1:discarded", "2:1", "2:2", "2:3"));
}

TEST_F(streams, are_committed_whole_when_they_are_buffered) {
    int made = 0;
    EXPECT_THAT(
        reprise::retry_stream(
            policy(), reprise::buffering{}, [&made] { return numbers{1, 3, ++made < 3 ? 2 : 9}; }),
        ElementsAre(1, 2, 3));
    EXPECT_EQ(made, 3);
}

TEST_F(streams, can_be_piped_into_views_and_left_early) {
    std::vector<int> asked;
    auto stream = reprise::retry_stream(policy(), reprise::resuming{}, rest(asked));
    EXPECT_THAT(
        stream | ranges::views::transform([](int number) { return 2 * number; }) |
            ranges::views::take(3) | ranges::to<std::vector>(),
        ElementsAre(2, 4, 6));

    asked.clear();
    auto other = reprise::retry_stream(policy(), reprise::resuming{}, rest(asked));
    static_assert(std::ranges::input_range<decltype(other)>);
    for (int const number : other) {
        if (number == 2) break;
    }
    EXPECT_THAT(asked, ElementsAre(0)) << "nothing is fetched ahead";
}

template <class Stream>
tiny_task<std::vector<int>> collect(Stream& stream) {
    std::vector<int> got;
    for (;;) {
        auto coming = stream.next();
        std::optional<int> const number = co_await std::move(coming);
        if (!number) break;
        got.push_back(*number);
    }
    co_return got;
}

TEST_F(streams, of_coroutines_are_resumed_under_one_run) {
    std::vector<int> asked;
    auto stream = reprise::async_retry_stream(policy(), reprise::resuming{}, rest(asked));
    EXPECT_THAT(collect(stream).run(), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(asked, ElementsAre(0, 2, 4));
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));

    auto endless = reprise::async_retry_stream(
        policy(), reprise::resuming{},
        [](std::optional<int> const& last) { return numbers{last.value_or(0) + 1, 100, 2}; });
    EXPECT_THROW(collect(endless).run(), broken_pipe);

    auto progressing = reprise::async_retry_stream(
        policy(), reprise::resuming{.reset_on_progress = true},
        [](std::optional<int> const& last) { return numbers{last.value_or(0) + 1, 100, 2}; });
    EXPECT_EQ(collect(progressing).run().size(), 100);
}

TEST_F(streams, of_coroutines_may_be_opened_by_a_coroutine_and_restart) {
    int made = 0;
    auto stream = reprise::async_retry_stream(
        policy(), reprise::restarting{}, [&made]() -> tiny_task<numbers> {
            if (++made == 1) throw broken_pipe{};
            co_return numbers{1, 3, made == 2 ? 1 : 9};
        });
    std::vector<std::string> got;
    auto reading = [&]() -> tiny_task<void> {
        for (;;) {
            auto coming = stream.next();
            std::optional<reprise::stream_item<int>> const item = co_await std::move(coming);
            if (!item) break;
            got.push_back(
                std::to_string(item->attempt) + ":" +
                (item->discarded() ? "discarded" : std::to_string(*item->value)));
        }
    };
    reading().run();
    EXPECT_THAT(got, ElementsAre("2:1", "2:discarded", "3:1", "3:2", "3:3"));
}

TEST_F(streams, of_coroutines_are_committed_whole_when_they_are_buffered) {
    int made = 0;
    EXPECT_THAT(
        reprise::async_retry_stream(
            policy(), reprise::buffering{}, [&made] { return numbers{1, 3, ++made < 3 ? 2 : 9}; })
            .run(),
        ElementsAre(1, 2, 3));
    EXPECT_EQ(made, 3);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));

    made = 0;
    auto opened = reprise::async_retry_stream(
        policy(), reprise::buffering{}, [&made]() -> tiny_task<numbers> {
            if (++made == 1) throw broken_pipe{};
            co_return numbers{1, 2, 9};
        });
    EXPECT_THAT(opened.run(), ElementsAre(1, 2));

    auto never = reprise::async_retry_stream(
        policy(), reprise::buffering{}, [] { return numbers{1, 3, 0}; });
    EXPECT_THROW(never.run(), broken_pipe);
}

TEST_F(streams, that_must_not_be_made_twice_are_not_after_an_ambiguous_failure) {
    auto const doubtful = reprise::with(policy(), reprise::transient{});
    int made = 0;
    auto const make = [&made](auto const&... /*last*/) {
        ++made;
        return numbers{1, 3, 2};
    };
    auto const once = reprise::non_idempotent(make);
    auto const go_through = [](auto&& stream) {
        for (auto const& item : stream) (void)item;
    };
    EXPECT_THROW(
        go_through(reprise::retry_stream(doubtful, reprise::restarting{}, make)), broken_pipe);
    EXPECT_EQ(std::exchange(made, 0), 3);
    EXPECT_THROW(
        go_through(reprise::retry_stream(doubtful, reprise::restarting{}, once)), broken_pipe);
    EXPECT_EQ(std::exchange(made, 0), 1);
    EXPECT_THROW((void)reprise::retry_stream(doubtful, reprise::buffering{}, once), broken_pipe);
    EXPECT_EQ(std::exchange(made, 0), 1);

    auto known_later = reprise::async_retry_stream(
        doubtful, reprise::restarting{}, reprise::repeatable(false, make));
    EXPECT_THROW(
        [&]() -> tiny_task<void> {
            for (;;) {
                auto coming = known_later.next();
                auto const item = co_await std::move(coming);
                if (!item) break;
            }
        }()
                     .run(),
        broken_pipe);
    EXPECT_EQ(std::exchange(made, 0), 1);
    EXPECT_THROW(
        reprise::async_retry_stream(doubtful, reprise::buffering{}, once).run(), broken_pipe);
    EXPECT_EQ(std::exchange(made, 0), 1);
}

TEST_F(streams, of_a_mocked_source_are_asked_for_one_item_after_the_other) {
    reprise::testing::async_mock_source<tiny_task<std::optional<int>>> source;
    auto const yields = [](std::optional<int> item) {
        return [item]() -> tiny_task<std::optional<int>> { co_return item; };
    };
    EXPECT_CALL(source, next)
        .WillOnce(yields(1))
        .WillOnce([]() -> tiny_task<std::optional<int>> {
            throw broken_pipe{};
            co_return std::nullopt;
        })
        .WillOnce(yields(2))
        .WillOnce(yields(std::nullopt));
    auto stream = reprise::async_retry_stream(
        policy(), reprise::resuming{},
        [&](std::optional<int> const& /*last*/) { return source.stream(); });
    EXPECT_THAT(collect(stream).run(), ElementsAre(1, 2));
}

TEST_F(streams, and_operations_are_mocked_alike) {
    reprise::testing::async_mock_processor<tiny_task<int>()> processor;
    ::testing::InSequence const in_order;
    EXPECT_CALL(processor, async_invoke()).Times(2).WillRepeatedly([]() -> tiny_task<int> {
        throw broken_pipe{};
        co_return 0;
    });
    EXPECT_CALL(processor, async_invoke()).WillOnce([]() -> tiny_task<int> { co_return 3; });
    EXPECT_EQ(reprise::async_retry(policy(), [&] { return processor.async_invoke(); }).run(), 3);
    EXPECT_THAT(clock.waits(), ElementsAre(1s, 1s));
}

}  // namespace
