// SPDX-License-Identifier: Apache-2.0

#include <reprise/policies/random/entropy.hpp>
#include <reprise/policies/random/fixed_seed.hpp>
#include <reprise/policies/random/stream.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <set>
#include <thread>
#include <type_traits>
#include <vector>

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#include <unistd.h>
#define REPRISE_TEST_CAN_FORK 1
#endif

namespace {

using reprise::entropy;
using reprise::fixed_seed;
using reprise::random_stream;

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

static_assert(std::is_empty_v<entropy>);
static_assert(sizeof(random_stream) == 16);
static_assert(noexcept(entropy{}.stream()) && noexcept(fixed_seed{1}.stream()));
static_assert(std::is_trivially_copyable_v<random_stream>);

// random_stream

TEST(random_stream, draws_the_words_of_splitmix64) {
    // seed 0: the first words that the reference implementation prints
    constexpr random_stream stream{0, 0};
    static_assert(stream.word(0) == 0xe220'a839'7b1d'cdaf);
    static_assert(stream.word(1) == 0x6e78'9e6a'a1b9'65f4);
    static_assert(stream.word(2) == 0x06c4'5d18'8009'454f);
}

TEST(random_stream, draws_the_same_words_on_every_machine) {
    static_assert(random_stream{42, 0}.word(0) == 0x989b'3f13'0a06'3869);
    static_assert(random_stream{42, 0}.word(1) == 0x290d'b4bf'2570'ded7);
    static_assert(random_stream{42, 0}.word(2) == 0x2a99'0be6'3a01'b2d5);
    static_assert(random_stream{42, 0}.word(largest) == 0x97ea'87f7'e45c'00a5);
    static_assert(random_stream{42, 1}.word(0) == 0xca68'5846'b557'f0fc);
    static_assert(random_stream{42, 1}.word(1) == 0x0d5e'c61f'a641'd02e);
    static_assert(random_stream{largest, largest}.word(0) == 0xe476'0c86'7f9a'fe02);
    static_assert(random_stream{largest, largest}.word(largest) == 0x068a'90b4'5030'f1cb);
}

TEST(random_stream, draws_one_word_after_the_other) {
    random_stream stream{42, 1};
    constexpr random_stream beginning{42, 1};
    for (std::uint64_t draw = 0; draw < 100; ++draw) ASSERT_EQ(stream(), beginning.word(draw));
    auto copy = stream;
    EXPECT_EQ(copy(), beginning.word(100));
    EXPECT_EQ(stream(), beginning.word(100)) << "a copy has a count of its own";
    EXPECT_EQ(stream.word(0), beginning.word(0));
}

TEST(random_stream, differs_by_seed_and_by_run) {
    std::set<std::uint64_t> words;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        for (std::uint64_t run = 0; run < 64; ++run) {
            for (std::uint64_t draw = 0; draw < 4; ++draw)
                words.insert(random_stream{seed, run}.word(draw));
        }
    }
    EXPECT_EQ(words.size(), 64U * 64U * 4U);
}

TEST(random_stream, changes_half_of_the_bits_for_a_neighbouring_run) {
    // what jitter uses is the first word of a run: runs that are numbered one after the other must not show it
    std::uint64_t changed = 0;
    constexpr std::uint64_t runs = 10'000;
    for (std::uint64_t run = 0; run < runs; ++run) {
        auto const difference =
            random_stream{1, run}.word(0) ^ random_stream { 1, run + 1 }.word(0);
        changed += static_cast<std::uint64_t>(std::popcount(difference));
    }
    auto const mean = static_cast<double>(changed) / static_cast<double>(runs);
    EXPECT_NEAR(mean, 32.0, 0.2);  // five standard deviations; the words are fixed
}

// fixed_seed

TEST(fixed_seed, begins_the_same_stream_in_each_run) {
    constexpr fixed_seed policy{42, 1};
    auto first = policy.stream();
    auto second = policy.stream();
    for (int i = 0; i < 10; ++i) ASSERT_EQ(first(), second());
    static_assert(policy.stream().word(0) == random_stream{42, 1}.word(0));
    static_assert(fixed_seed{42}.stream().word(0) == random_stream{42, 0}.word(0));
}

TEST(fixed_seed, is_equal_where_seed_and_run_are) {
    static_assert(fixed_seed{1} == fixed_seed{1, 0});
    static_assert(fixed_seed{1} != fixed_seed{2});
    static_assert(fixed_seed{1, 1} != fixed_seed{1, 2});
}

// entropy

using words = std::array<std::uint64_t, 2>;

words first_words() {
    auto stream = entropy{}.stream();
    auto const first = stream();
    return {first, stream()};
}

TEST(entropy, gives_each_run_words_of_its_own) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 10'000; ++i) {
        for (auto const word : first_words()) seen.insert(word);
    }
    EXPECT_EQ(seen.size(), 20'000U);
}

TEST(entropy, gives_each_thread_words_of_its_own) {
    std::mutex mutex;
    std::set<std::uint64_t> seen;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int run = 0; run < 500; ++run) {
                    auto const own = first_words();
                    std::lock_guard const lock{mutex};
                    seen.insert(own.begin(), own.end());
                }
            });
        }
    }
    EXPECT_EQ(seen.size(), 8U * 500U * 2U);
}

TEST(entropy, is_spread_over_all_bits) {
    std::uint64_t always_one = largest;
    std::uint64_t ever_one = 0;
    for (int i = 0; i < 200; ++i) {
        auto const word = first_words()[0];
        always_one &= word;
        ever_one |= word;
    }
    EXPECT_EQ(always_one, 0U);
    EXPECT_EQ(ever_one, largest);
}

TEST(entropy, has_a_seed_that_no_other_process_has) {
    auto const seed = reprise::detail::entropy_pool::seed();
    EXPECT_EQ(seed, reprise::detail::entropy_pool::seed()) << "it is read once";
    EXPECT_EQ(seed, reprise::detail::entropy_at_start_up);
    EXPECT_NE(seed, 0U);
}

#if defined(REPRISE_TEST_CAN_FORK)

[[noreturn]] void leave(bool good) { _exit(good ? EXIT_SUCCESS : EXIT_FAILURE); }

// What a forked child draws first, and what a child of that draws.
std::vector<std::uint64_t> drawn_by_a_child(int generations) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return {};
    auto const child = fork();
    if (child == 0) {
        close(ends[0]);
        auto const send = [&ends](std::uint64_t word) {
            if (write(ends[1], &word, sizeof word) != sizeof word) leave(false);
        };
        for (auto const word : first_words()) send(word);
        while (generations-- > 1) {
            auto const grandchild = fork();
            if (grandchild != 0) {
                int status = 0;
                waitpid(grandchild, &status, 0);
                leave(status == 0);
            }
            for (auto const word : first_words()) send(word);
        }
        leave(true);
    }
    close(ends[1]);
    std::vector<std::uint64_t> drawn;
    std::uint64_t word = 0;
    while (read(ends[0], &word, sizeof word) == sizeof word) drawn.push_back(word);
    close(ends[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return drawn;
}

TEST(entropy, begins_other_streams_where_the_process_becomes_a_child) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 100; ++i) {
        reprise::detail::entropy_pool::count_fork();
        reprise::detail::entropy_pool::become_child();
        for (auto const word : first_words()) seen.insert(word);
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST(entropy, gives_each_forked_child_words_of_its_own) {
    std::set<std::uint64_t> seen;
    std::size_t drawn = 0;
    auto const note = [&](auto const& range) {
        seen.insert(range.begin(), range.end());
        drawn += range.size();
    };
    note(first_words());
    for (int i = 0; i < 4; ++i) {
        auto const of_children = drawn_by_a_child(3);
        EXPECT_EQ(of_children.size(), 6U);
        note(of_children);
        note(first_words());
    }
    EXPECT_EQ(seen.size(), drawn) << "a parent and its children march in step";
}

#endif

}  // namespace
