// SPDX-License-Identifier: Apache-2.0

#include <reprise/exit_code.hpp>
#include <reprise/false_is_failure.hpp>
#include <reprise/policies/classify/retry_on_condition.hpp>
#include <reprise/retry.hpp>
#include <reprise/testing/printers.hpp>
#include <reprise/testing/virtual_clock.hpp>
#include <reprise/with_errno.hpp>
#include <reprise/with_error_code.hpp>
#include <reprise/with_exit_code.hpp>
#include <reprise/with_returned_errno.hpp>

#include <boost/outcome/outcome.hpp>
#include <boost/outcome/result.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <concepts>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>  // std::ref
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>
#include <version>
#if defined(__cpp_lib_expected)
#include <expected>
#endif

namespace {

using namespace std::chrono_literals;
using reprise::attempt;
using reprise::outcome_traits;
using reprise::stop_reason;
using reprise::verdict;
using ::testing::ElementsAre;
namespace outcome = boost::outcome_v2;

// The canonical codes, and what carries them, as Abseil spells it; gRPC has names of its own.
enum class status_code { ok, unavailable, not_found };
struct absl_like_status {
    status_code said = status_code::ok;
    std::string text;

    [[nodiscard]] bool ok() const { return said == status_code::ok; }
    [[nodiscard]] status_code code() const { return said; }
    [[nodiscard]] std::string_view message() const { return text; }
};
template <class Value>
struct absl_like_status_or {
    std::optional<Value> held;
    absl_like_status said;

    [[nodiscard]] bool ok() const { return held.has_value(); }
    [[nodiscard]] absl_like_status const& status() const& { return said; }
};
struct grpc_like_status {
    int said = 0;
    std::string text;

    [[nodiscard]] bool ok() const { return said == 0; }
    [[nodiscard]] int error_code() const { return said; }
    [[nodiscard]] std::string error_message() const { return text; }
};

constexpr auto default_policy = reprise::compose();

// Says something of every exception, without knowing its type.
struct by_pointer {
    using exceptions = reprise::exception_types<>;

    static verdict classify(reprise::other_exception const& other) {
        return other.pointer() != nullptr ? verdict::transient() : verdict::permanent();
    }
    static verdict classify(std::error_code const& /*code*/) { return verdict::permanent(); }
};

class channels : public ::testing::Test {
  protected:
    reprise::testing::virtual_clock clock;
    int calls = 0;

    template <class... Policy>
    auto policy(Policy... more) {
        return reprise::compose(
            reprise::attempts{4}, reprise::constant{1s}, reprise::no_jitter{}, std::ref(clock),
            more...);
    }

    // Fails three times, then succeeds.
    template <class Result>
    auto fails_three_times(Result failure, Result success) {
        return [this, failure = std::move(failure),
                success = std::move(success)]() noexcept -> Result {
            return ++calls <= 3 ? failure : success;
        };
    }

    template <class Result, class Check>
    void expect_channel(Result failure, Result success, Check const& is_success) {
        SCOPED_TRACE(typeid(Result).name());
        static_assert(outcome_traits<Result>::can_fail);
        auto const operation = fails_three_times(failure, success);
        static_assert(noexcept(reprise::retry(default_policy, operation)));
        calls = 0;
        EXPECT_TRUE(is_success(reprise::retry(policy(), operation)));
        EXPECT_EQ(calls, 4);

        // on giving up, the last failing value comes out as it was
        calls = 0;
        auto const given_up =
            reprise::retry(reprise::with(policy(), reprise::attempts{3}), operation);
        EXPECT_FALSE(is_success(given_up));
        EXPECT_EQ(calls, 3);

        calls = 0;
        auto const reported =
            reprise::try_retry(reprise::with(policy(), reprise::attempts{2}), operation);
        EXPECT_EQ(reported.report().reason, stop_reason::attempts_exhausted);
        EXPECT_EQ(reported.report().attempts, 2U);
    }
};

TEST_F(channels, a_boost_system_result_fails_with_its_error) {
    using result = boost::system::result<int>;
    boost::system::error_code const refused =
        make_error_code(boost::system::errc::connection_refused);
    expect_channel<result>(refused, 7, [](result const& got) { return got && *got == 7; });

    calls = 0;
    result const permanent = make_error_code(boost::system::errc::permission_denied);
    auto const got = reprise::retry(policy(), fails_three_times<result>(permanent, 7));
    EXPECT_EQ(got.error(), boost::system::errc::permission_denied);
    EXPECT_EQ(calls, 1);
}

#if defined(__cpp_lib_expected)
TEST_F(channels, an_expected_fails_with_its_error) {
    using result = std::expected<int, std::error_code>;
    expect_channel<result>(
        std::unexpected{make_error_code(std::errc::connection_refused)}, 7,
        [](result const& got) { return got == 7; });
    using nothing = std::expected<void, std::errc>;
    expect_channel<nothing>(std::unexpected{std::errc::timed_out}, {}, [](nothing const& got) {
        return got.has_value();
    });
}
#endif

TEST_F(channels, a_boost_outcome_result_fails_with_its_error) {
    using result = outcome::result<int, std::error_code>;
    expect_channel<result>(
        make_error_code(std::errc::connection_refused), 7,
        [](result const& got) { return got.has_value() && got.value() == 7; });
}

TEST_F(channels, a_boost_outcome_fails_with_its_error_or_its_exception) {
    using result = outcome::outcome<int, std::error_code, std::exception_ptr>;
    auto const is_seven = [](result const& got) { return got.has_value() && got.value() == 7; };
    expect_channel<result>(make_error_code(std::errc::connection_refused), 7, is_seven);
    expect_channel<result>(std::make_exception_ptr(std::runtime_error{"cut"}), 7, is_seven);
}

TEST_F(channels, an_exception_in_a_boost_outcome_is_judged_like_one_that_is_thrown) {
    using result = outcome::outcome<int, std::error_code, std::exception_ptr>;
    auto const calls_after = [this](auto exception, auto classifier) {
        calls = 0;
        result const failure = std::make_exception_ptr(exception);
        (void)reprise::retry(
            policy(classifier), [&]() -> result { return ++calls <= 3 ? failure : result{7}; });
        return calls;
    };
    EXPECT_EQ(calls_after(std::runtime_error{"cut"}, reprise::transient{}), 4);
    EXPECT_EQ(calls_after(std::logic_error{"bug"}, reprise::transient{}), 1);
    EXPECT_EQ(calls_after(7, reprise::transient{}), 4);
    EXPECT_EQ(calls_after(std::out_of_range{"bug"}, reprise::retry_on<std::logic_error>{}), 4);
    EXPECT_EQ(calls_after(7, reprise::retry_on<std::logic_error>{}), 1);
    EXPECT_EQ(calls_after(reprise::stop_now(std::runtime_error{"no"}), reprise::retry_all{}), 1);
    EXPECT_EQ(calls_after(reprise::retry_anyway(std::logic_error{"yes"}), reprise::transient{}), 4);
    EXPECT_EQ(calls_after(std::runtime_error{"cut"}, by_pointer{}), 4);
}

TEST_F(channels, a_boost_outcome_without_anything_to_rethrow_is_permanent) {
    using result = outcome::outcome<int, std::error_code, std::exception_ptr>;
    EXPECT_TRUE(reprise::retry(policy(reprise::retry_all{}), [this]() -> result {
                    ++calls;
                    return std::exception_ptr{};
                }).has_exception());
    EXPECT_EQ(calls, 1);
}

TEST_F(channels, an_exception_in_a_boost_outcome_says_what_it_is_in_the_log) {
    using result = outcome::outcome<int, std::error_code, std::exception_ptr>;
    std::ostringstream log;
    (void)reprise::retry(policy(reprise::log_to{log}), []() -> result {
        return std::make_exception_ptr(std::logic_error{"a bug"});
    });
    EXPECT_THAT(log.str(), ::testing::HasSubstr("gave up after 1 attempt (permanent failure)"));
    EXPECT_THAT(log.str(), ::testing::HasSubstr(": a bug\n"));
}

TEST_F(channels, an_error_code_fails_where_it_is_not_zero) {
    expect_channel<std::error_code>(
        make_error_code(std::errc::timed_out), {}, [](std::error_code code) { return !code; });
    expect_channel<boost::system::error_code>(
        make_error_code(boost::system::errc::timed_out), {},
        [](boost::system::error_code code) { return !code; });
    static_assert(!outcome_traits<std::error_condition>::can_fail);
}

TEST_F(channels, an_abseil_status_fails_where_it_is_not_ok) {
    expect_channel<absl_like_status>(
        {status_code::unavailable, "later"}, {},
        [](absl_like_status const& got) { return got.ok(); });
    expect_channel<absl_like_status_or<int>>(
        {{}, {status_code::unavailable, "later"}}, {7, {}},
        [](absl_like_status_or<int> const& got) { return got.held == 7; });
    expect_channel<grpc_like_status>(
        {14, "later"}, {}, [](grpc_like_status const& got) { return got.ok(); });

    auto const unavailable_only = reprise::retry_if(
        [](absl_like_status const& status) { return status.code() == status_code::unavailable; });
    calls = 0;
    using result = absl_like_status_or<int>;
    auto const got = reprise::retry(
        policy(unavailable_only),
        fails_three_times<result>({{}, {status_code::not_found, "gone"}}, {7, {}}));
    EXPECT_EQ(got.status().message(), "gone");
    EXPECT_EQ(calls, 1);
}

TEST_F(channels, a_status_says_its_message_in_the_log) {
    std::ostringstream log;
    auto const once = reprise::with(policy(reprise::log_to{log}), reprise::attempts{1});
    (void)reprise::retry(once, fails_three_times<grpc_like_status>({14, "down"}, {}));
    (void)reprise::retry(
        once, fails_three_times<absl_like_status>({status_code::unavailable, "off"}, {}));
    EXPECT_THAT(log.str(), ::testing::HasSubstr("grpc_like_status: down\n"));
    EXPECT_THAT(log.str(), ::testing::HasSubstr("absl_like_status: off\n"));
}

TEST_F(channels, false_and_nothing_are_values_unless_somebody_says_otherwise) {
    EXPECT_FALSE(reprise::retry(policy(), fails_three_times(false, true)));
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_EQ(reprise::retry(policy(), fails_three_times<std::optional<int>>({}, 7)), std::nullopt);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    EXPECT_TRUE(
        reprise::retry(policy(), reprise::false_is_failure(fails_three_times(false, true))));
    EXPECT_EQ(std::exchange(calls, 0), 4);
    auto const find = reprise::false_is_failure(fails_three_times<std::optional<int>>({}, 7));
    static_assert(noexcept(reprise::retry(default_policy, find)));
    static_assert(std::same_as<decltype(reprise::retry(policy(), find)), std::optional<int>>);
    EXPECT_EQ(reprise::retry(policy(), find), 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);
    EXPECT_EQ(reprise::retry(reprise::with(policy(), reprise::attempts{2}), find), std::nullopt);
    EXPECT_EQ(std::exchange(calls, 0), 2);

    auto const reported = reprise::try_retry(reprise::with(policy(), reprise::attempts{2}), find);
    ASSERT_EQ(reported.report().failures.size(), 1U);
    EXPECT_EQ(reported.report().failures[0].failure.view().message(), "no value");
    EXPECT_NE(reported.report().failures[0].failure.view().get_if<reprise::no_value>(), nullptr);
}

TEST_F(channels, false_as_a_failure_keeps_results_that_can_only_be_moved) {
    auto const find = reprise::false_is_failure(
        [this](int wanted) { return ++calls == wanted ? std::make_unique<int>(wanted) : nullptr; });
    auto const found = reprise::retry(policy(), find, 3);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, 3);
}

TEST_F(channels, a_call_that_sets_errno_fails_with_it) {
    auto const call = [this](int answer) noexcept {
        if (++calls <= 3) {
            errno = EINTR;
            return -1;
        }
        return answer;
    };
    auto const operation = reprise::with_errno(call);
    static_assert(noexcept(reprise::retry(default_policy, operation, 7)));
    EXPECT_EQ(reprise::retry(policy(), operation, 7), 7);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    // what somebody else does to errno meanwhile is no concern of the caller's
    auto const meddles = policy(reprise::log_each([](auto const& /*event*/) { errno = 0; }));
    EXPECT_EQ(
        reprise::retry(reprise::with(meddles, reprise::attempts{2}), reprise::with_errno(call), 7),
        -1);
    EXPECT_EQ(errno, EINTR);
    EXPECT_EQ(std::exchange(calls, 0), 2);
}

TEST_F(channels, a_call_that_sets_errno_is_judged_by_it) {
    auto const denied = [this]() noexcept -> std::int64_t {
        ++calls;
        errno = EACCES;
        return -1;
    };
    auto const reported = reprise::try_retry(policy(), reprise::with_errno(denied));
    EXPECT_EQ(reported.report().reason, stop_reason::permanent_failure);
    EXPECT_EQ(calls, 1);
    auto const seen = reported.report().failures.at(0).failure.view();
    ASSERT_NE(seen.get_if<std::error_code>(), nullptr);
    EXPECT_EQ(*seen.get_if<std::error_code>(), std::errc::permission_denied);

    static int here = 0;
    auto const maps = [this]() noexcept -> int* {
        errno = ENFILE;
        return ++calls <= 3 ? nullptr : &here;
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(maps)), &here);
    EXPECT_EQ(calls, 4);
}

TEST_F(channels, a_call_that_returns_a_pointer_fails_with_minus_one_as_well) {
    auto const reported = reprise::try_retry(
        policy(), reprise::with_errno(::mmap), nullptr, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
        -1, 0);
    EXPECT_EQ(reported.value(), MAP_FAILED);
    EXPECT_EQ(reported.report().reason, stop_reason::permanent_failure);
    auto const seen = reported.report().failures.at(0).failure.view();
    ASSERT_NE(seen.get_if<std::error_code>(), nullptr);
    EXPECT_EQ(*seen.get_if<std::error_code>(), std::errc::invalid_argument);
}

TEST_F(channels, a_call_that_returns_its_errno_fails_with_it) {
    // the real thing: a lock that is held, until it is not
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    ASSERT_EQ(::pthread_mutex_lock(&lock), 0);
    auto const try_lock = [&](pthread_mutex_t* tried) noexcept {
        if (++calls == 3) ::pthread_mutex_unlock(tried);
        return ::pthread_mutex_trylock(tried);
    };
    auto const busy = policy(reprise::retry_on_condition(std::errc::device_or_resource_busy));
    auto const operation = reprise::with_returned_errno(try_lock);
    static_assert(noexcept(reprise::retry(default_policy, operation, &lock)));
    errno = 0;
    EXPECT_EQ(reprise::retry(busy, operation, &lock), 0);
    EXPECT_EQ(std::exchange(calls, 0), 3);
    ::pthread_mutex_unlock(&lock);

    // it never succeeds, and the last number comes out
    ASSERT_EQ(::pthread_mutex_lock(&lock), 0);
    EXPECT_EQ(
        reprise::retry(busy, reprise::with_returned_errno(::pthread_mutex_trylock), &lock), EBUSY);
    ::pthread_mutex_unlock(&lock);

    // a pipe has no room to set aside
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    auto const reported = reprise::try_retry(
        policy(), reprise::with_returned_errno(::posix_fallocate), ends[1], 0, 1);
    EXPECT_EQ(reported.value(), ESPIPE);
    EXPECT_EQ(reported.report().reason, stop_reason::permanent_failure);
    EXPECT_EQ(reported.report().attempts, 1);
    auto const seen = reported.report().failures.at(0).failure.view();
    ASSERT_NE(seen.get_if<std::error_code>(), nullptr);
    EXPECT_EQ(*seen.get_if<std::error_code>(), std::errc::invalid_seek);
    for (int const end : ends) ::close(end);
    EXPECT_EQ(errno, 0);
}

TEST_F(channels, errno_of_a_call_that_succeeded_is_left_alone) {
    errno = 0;
    EXPECT_EQ(
        reprise::retry(policy(), reprise::with_errno([] {
                           errno = EINTR;
                           return 0;
                       })),
        0);
    EXPECT_EQ(errno, EINTR);
}

TEST_F(channels, an_exit_code_fails_where_it_is_not_zero) {
    auto const temporary =
        reprise::retry_if([](reprise::exit_code code) { return code.value == 75; });
    std::vector<int> codes{75, 75, 0};
    auto const run = [&codes, this] { return codes.at(static_cast<std::size_t>(calls++)); };
    EXPECT_EQ(reprise::retry(policy(temporary), reprise::with_exit_code(run)), 0);
    EXPECT_EQ(std::exchange(calls, 0), 3);
    codes = {75, 127, 0};
    EXPECT_EQ(reprise::retry(policy(temporary), reprise::with_exit_code(run)), 127);
    EXPECT_EQ(std::exchange(calls, 0), 2);

    auto const typed = [&] { return reprise::exit_code{run()}; };
    auto const reported = reprise::try_retry(policy(temporary), reprise::with_exit_code(typed));
    EXPECT_EQ(*reported, reprise::exit_code{127});
    EXPECT_EQ(reported.report().failures.at(0).failure.view().message(), "exit code 127");
}

TEST(exit_code, is_decoded_from_the_status_of_a_process) {
    using reprise::exit_code;
    EXPECT_EQ(exit_code::of_wait_status(0), exit_code{0});
    EXPECT_EQ(exit_code::of_wait_status(-1), exit_code{-1});
    // NOLINTBEGIN(cert-env33-c,concurrency-mt-unsafe): a real status of a real process
    EXPECT_EQ(exit_code::of_wait_status(std::system("exit 75")), exit_code{75});
    EXPECT_EQ(exit_code::of_wait_status(std::system("kill -9 $$")), exit_code{128 + SIGKILL});
    // NOLINTEND(cert-env33-c,concurrency-mt-unsafe)
}

TEST_F(channels, an_error_code_that_a_call_fills_in_is_its_failure) {
    auto const size_of = [this](std::string const& path, std::error_code& code) noexcept {
        if (++calls <= 3) code = make_error_code(std::errc::device_or_resource_busy);
        return path.size();
    };
    auto const operation = reprise::with_error_code(size_of);
    std::string const path = "seven77";
    static_assert(noexcept(reprise::retry(default_policy, operation, path)));
    auto const got = reprise::retry(policy(), operation, path);
    ASSERT_TRUE(got);
    EXPECT_EQ(got.value, 7U);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    auto const failed =
        reprise::retry(reprise::with(policy(), reprise::attempts{2}), operation, path);
    EXPECT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error(), std::errc::device_or_resource_busy);
    EXPECT_EQ(failed.value, 7U);
}

TEST_F(channels, an_error_code_that_a_call_fills_in_may_be_boosts) {
    auto const connect = [this](boost::system::error_code& code) {
        if (++calls <= 3) code = make_error_code(boost::system::errc::connection_refused);
    };
    auto const operation = reprise::with_error_code<boost::system::error_code>(connect);
    static_assert(
        std::same_as<decltype(reprise::retry(policy(), operation)), boost::system::error_code>);
    EXPECT_FALSE(reprise::retry(policy(), operation));
    EXPECT_EQ(calls, 4);
}

TEST_F(channels, an_error_code_that_a_call_fills_in_may_be_the_callers_own) {
    std::error_code code = make_error_code(std::errc::not_connected);
    auto const operation = reprise::with_error_code(code, [this](int number, std::error_code& set) {
        if (++calls <= 3) set = make_error_code(std::errc::timed_out);
        return std::make_unique<int>(number);
    });
    auto const got = reprise::retry(policy(), operation, 5);
    EXPECT_EQ(*got, 5);
    EXPECT_FALSE(code);
    EXPECT_EQ(std::exchange(calls, 0), 4);

    auto const failed = reprise::retry(reprise::with(policy(), reprise::attempts{2}), operation, 5);
    EXPECT_EQ(*failed, 5);
    EXPECT_EQ(code, std::errc::timed_out);
    EXPECT_EQ(std::exchange(calls, 0), 2);

    boost::system::error_code boosts;
    auto const sends = reprise::with_error_code(boosts, [this](boost::system::error_code& set) {
        ++calls;
        set = make_error_code(boost::system::errc::permission_denied);
    });
    static_assert(std::is_void_v<decltype(reprise::retry(policy(), sends))>);
    reprise::retry(policy(), sends);
    EXPECT_EQ(boosts, boost::system::errc::permission_denied);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_EQ(reprise::try_retry(policy(), sends).report().reason, stop_reason::permanent_failure);
}

TEST_F(channels, wrapped_operations_may_be_told_the_attempt) {
    std::vector<std::uint64_t> numbers;
    auto const told = [&numbers](attempt const& described, int offset) {
        numbers.push_back(described.number());
        errno = EINTR;
        return offset;
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(told), -1), -1);
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));

    numbers.clear();
    auto const codes = [&numbers](attempt const& described, std::error_code& code) {
        numbers.push_back(described.number());
        code = make_error_code(std::errc::timed_out);
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_error_code(codes)), std::errc::timed_out);
    EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));
}

TEST_F(channels, wrapped_operations_keep_whether_they_may_happen_twice) {
    auto const cut = [this]() noexcept {
        ++calls;
        errno = ECONNRESET;
        return -1;
    };
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(cut)), -1);
    EXPECT_EQ(std::exchange(calls, 0), 4);
    EXPECT_EQ(reprise::retry(policy(), reprise::with_errno(reprise::non_idempotent(cut))), -1);
    EXPECT_EQ(std::exchange(calls, 0), 1);
    EXPECT_EQ(reprise::retry(policy(), reprise::non_idempotent(reprise::with_errno(cut))), -1);
    EXPECT_EQ(std::exchange(calls, 0), 1);

    auto const code = [this](std::error_code& set) {
        ++calls;
        set = make_error_code(std::errc::connection_reset);
    };
    EXPECT_TRUE(
        reprise::retry(policy(), reprise::with_error_code(reprise::repeatable(false, code))));
    EXPECT_EQ(std::exchange(calls, 0), 1);
}

// What happened, in order: results that died and waits that began.
std::vector<std::string>& diary() {
    static std::vector<std::string> entries;
    return entries;
}

class page {
  public:
    explicit page(int status) noexcept : status_{status} {}
    page(page&& other) noexcept : status_{std::exchange(other.status_, 0)} {}
    page& operator=(page&&) = delete;
    ~page() {
        if (status_ != 0) diary().push_back("page " + std::to_string(status_) + " closed");
    }
    [[nodiscard]] bool has_value() const noexcept { return status_ == 200; }
    [[nodiscard]] int error() const noexcept { return status_; }

  private:
    int status_;
};

struct quiet_clock {
    static reprise::time_point now() noexcept { return {}; }
    static bool wait(reprise::duration /*delay*/, std::stop_token const& /*token*/) noexcept {
        diary().emplace_back("waited");
        return true;
    }
};

TEST(discarded_result, is_destroyed_before_the_wait) {
    diary().clear();
    auto const policy = reprise::compose(reprise::attempts{3}, quiet_clock{}, reprise::retry_all{});
    int status = 501;
    {
        auto const last = reprise::retry(policy, [&status]() noexcept { return page{status++}; });
        EXPECT_EQ(last.error(), 503);
        EXPECT_THAT(diary(), ElementsAre("page 501 closed", "waited", "page 502 closed", "waited"));
    }
    EXPECT_EQ(diary().back(), "page 503 closed");

    diary().clear();
    status = 501;
    auto const may_throw = reprise::retry(policy, [&status] { return page{status++}; });
    EXPECT_THAT(diary(), ElementsAre("page 501 closed", "waited", "page 502 closed", "waited"));

    diary().clear();
    status = 501;
    auto const judged = reprise::retry(
        reprise::with(
            policy, reprise::retry_if_result([](page const& got) { return !got.has_value(); })),
        [&status]() noexcept { return page{status++}; });
    EXPECT_EQ(judged.error(), 503);
    EXPECT_THAT(diary(), ElementsAre("page 501 closed", "waited", "page 502 closed", "waited"));
}

TEST(discarded_result, is_kept_where_the_wait_can_be_left_because_it_may_be_the_last) {
    diary().clear();
    std::stop_source source;
    struct stopping_clock : quiet_clock {
        std::stop_source* stops;
        bool wait(reprise::duration, std::stop_token const&) const noexcept {
            diary().emplace_back("waited");
            return !stops->request_stop();
        }
    };
    auto const policy = reprise::compose(
        reprise::attempts{3} || reprise::stop_on{source.get_token()}, stopping_clock{{}, &source},
        reprise::retry_all{});
    auto const last = reprise::retry(policy, []() noexcept { return page{503}; });
    EXPECT_EQ(last.error(), 503);
    EXPECT_THAT(diary(), ElementsAre("waited"));
}

}  // namespace
