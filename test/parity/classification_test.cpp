// SPDX-License-Identifier: Apache-2.0

#include "parity.hpp"

#include <reprise/presets.hpp>

#include <gtest/gtest.h>

#include <functional>  // std::bad_function_call
#include <ios>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace parity;

// Whether a policy retries an exception: asked the way a run asks, in a handler.
template <class RetryOn, class Exception>
bool retries(RetryOn const& retry_on, Exception const& exception) {
    plain_processor called;
    std::vector<int> calls;
    ON_CALL(called, invoke(40)).WillByDefault([&](int const&) -> int {
        calls.push_back(1);
        if (calls.size() == 1) throw exception;
        return 1;
    });
    EXPECT_CALL(called, invoke(40)).Times(::testing::AtLeast(1));
    original run;
    auto task = task_for(called);
    try {
        graph::run_with_retry(task, graph::retry_policy{.retry_on = retry_on}, run.options());
    } catch (Exception const&) {
        EXPECT_EQ(calls.size(), 1);
        return false;
    }
    return true;
}

struct http_error : std::runtime_error {
    explicit http_error(int code) : runtime_error{"HTTP"}, status{code} {}
    int status;
};

TEST(parity_should_retry_on, single_exception) {
    reprise::retry_on<value_error> const policy;
    EXPECT_TRUE(retries(policy, value_error{}));
    EXPECT_FALSE(retries(policy, std::bad_cast{}));
    EXPECT_FALSE(retries(policy, custom_error{}));
}

TEST(parity_should_retry_on, sequence_of_exceptions) {
    reprise::retry_on<value_error, key_error> const policy;
    EXPECT_TRUE(retries(policy, value_error{}));
    EXPECT_TRUE(retries(policy, key_error{}));
    EXPECT_FALSE(retries(policy, std::bad_cast{}));
    EXPECT_FALSE(retries(policy, custom_error{}));
}

TEST(parity_should_retry_on, subclass_of_exception) {
    struct narrower : value_error {};
    EXPECT_TRUE(retries(reprise::retry_on<value_error>{}, narrower{}));
}

TEST(parity_should_retry_on, callable) {
    auto const asks_for_it = [](value_error const& error) {
        return std::string_view{error.what()}.find("retry") != std::string_view::npos;
    };
    EXPECT_TRUE(retries(asks_for_it, value_error{"please retry"}));
    EXPECT_FALSE(retries(asks_for_it, value_error{"please stop"}));
    EXPECT_FALSE(retries(asks_for_it, key_error{"please retry"}));
}

TEST(parity_should_retry_on, a_callables_truthiness_counts) {
    EXPECT_TRUE(retries([](std::exception const&) { return 2; }, value_error{}));
    EXPECT_FALSE(retries([](std::exception const&) { return 0; }, value_error{}));
}

TEST(parity_should_retry_on, is_asked_only_when_something_has_failed) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(::testing::Return(1));
    original run;
    auto task = task_for(called);
    int asked = 0;
    auto const count = [&asked](std::exception const&) { return ++asked > 0; };
    graph::run_with_retry(task, graph::retry_policy{.retry_on = count}, run.options());
    EXPECT_EQ(asked, 0);
}

TEST(parity_should_retry_on, a_predicate_that_throws_hides_nothing) {
    plain_processor called;
    EXPECT_CALL(called, invoke(40)).WillOnce(fails_with(value_error{"mine"}));
    original run;
    auto task = task_for(called);
    auto const throws = [](std::exception const&) -> bool { throw key_error{"the predicate's"}; };
    EXPECT_THROW(
        graph::run_with_retry(task, graph::retry_policy{.retry_on = throws}, run.options()),
        value_error);
}

TEST(parity_default_retry_on, retries_lost_connections) {
    graph::default_retry_on const policy;
    using error = std::system_error;
    EXPECT_TRUE(retries(policy, error{std::make_error_code(std::errc::connection_refused)}));
    EXPECT_TRUE(retries(policy, error{std::make_error_code(std::errc::connection_reset)}));
    EXPECT_TRUE(retries(policy, error{std::make_error_code(std::errc::connection_aborted)}));
    EXPECT_TRUE(retries(policy, error{std::make_error_code(std::errc::broken_pipe)}));
    EXPECT_TRUE(retries(
        policy, boost::system::system_error{
                    boost::system::errc::make_error_code(boost::system::errc::connection_reset)}));
}

TEST(parity_default_retry_on, does_not_retry_other_system_errors) {
    graph::default_retry_on const policy;
    for (auto const code :
         {std::errc::timed_out, std::errc::no_such_file_or_directory, std::errc::permission_denied,
          std::errc::interrupted, std::errc::operation_would_block, std::errc::io_error}) {
        EXPECT_FALSE(retries(policy, std::system_error{std::make_error_code(code)}));
    }
    EXPECT_FALSE(retries(policy, std::ios_base::failure{"disk"}));
}

TEST(parity_default_retry_on, does_not_retry_mistakes) {
    graph::default_retry_on const policy;
    EXPECT_FALSE(retries(policy, value_error{}));
    EXPECT_FALSE(retries(policy, key_error{}));
    EXPECT_FALSE(retries(policy, std::logic_error{"logic"}));
    EXPECT_FALSE(retries(policy, std::bad_cast{}));
    EXPECT_FALSE(retries(policy, std::bad_typeid{}));
    EXPECT_FALSE(retries(policy, std::bad_function_call{}));
    EXPECT_FALSE(retries(policy, std::bad_optional_access{}));
    EXPECT_FALSE(retries(policy, std::bad_variant_access{}));
    EXPECT_FALSE(retries(policy, std::bad_weak_ptr{}));
}

TEST(parity_default_retry_on, does_not_retry_arithmetic) {
    graph::default_retry_on const policy;
    EXPECT_FALSE(retries(policy, std::range_error{"range"}));
    EXPECT_FALSE(retries(policy, std::overflow_error{"overflow"}));
    EXPECT_FALSE(retries(policy, std::underflow_error{"underflow"}));
}

TEST(parity_default_retry_on, does_not_retry_a_plain_runtime_error) {
    EXPECT_FALSE(retries(graph::default_retry_on{}, std::runtime_error{"plain"}));
}

TEST(parity_default_retry_on, retries_unknown_exceptions) {
    graph::default_retry_on const policy;
    EXPECT_TRUE(retries(policy, custom_error{}));
    EXPECT_TRUE(retries(policy, http_error{400}));  // of no listed type
    EXPECT_TRUE(retries(policy, std::bad_alloc{}));
    EXPECT_TRUE(retries(policy, 7));
}

TEST(parity_default_retry_on, retries_a_node_that_timed_out_or_was_cancelled_inside) {
    graph::default_retry_on const policy;
    EXPECT_TRUE(retries(
        policy, graph::node_timeout_error{"n", graph::timeout_kind::run, 1s, std::nullopt, 2s}));
    EXPECT_TRUE(retries(policy, graph::node_cancelled_error{"n"}));
}

TEST(parity_default_retry_on, retries_http_errors_by_their_status) {
    graph::basic_default_retry_on<http_error> const policy;
    EXPECT_TRUE(retries(policy, http_error{500}));
    EXPECT_TRUE(retries(policy, http_error{502}));
    EXPECT_TRUE(retries(policy, http_error{503}));
    EXPECT_TRUE(retries(policy, http_error{599}));
    EXPECT_FALSE(retries(policy, http_error{600}));
    EXPECT_FALSE(retries(policy, http_error{499}));
    EXPECT_FALSE(retries(policy, http_error{404}));
    EXPECT_FALSE(retries(policy, http_error{400}));
    EXPECT_FALSE(retries(policy, http_error{429}));
    EXPECT_FALSE(retries(policy, http_error{408}));
}

TEST(parity_default_retry_on, retries_an_http_error_without_a_response) {
    EXPECT_TRUE(retries(graph::basic_default_retry_on<http_error>{}, http_error{0}));
}

TEST(parity_default_retry_on, is_the_presets_classifier) {
    auto const& preset = reprise::presets::langgraph;
    EXPECT_EQ(
        preset.classifier().classify(std::system_error{std::make_error_code(std::errc::timed_out)}),
        reprise::verdict::permanent());
    EXPECT_EQ(reprise::max_attempts(preset), 3);
    EXPECT_EQ(preset.backoff(), (reprise::exponential{500ms, 2.0, 128s}));
    EXPECT_EQ(preset.jitter(), reprise::additive_jitter{1s});
}

}  // namespace
