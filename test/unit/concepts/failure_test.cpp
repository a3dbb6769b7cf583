// SPDX-License-Identifier: Apache-2.0

#include <reprise/concepts/exception_types.hpp>
#include <reprise/concepts/failure.hpp>
#include <reprise/concepts/failure_view.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <functional>  // std::bad_function_call
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <typeinfo>
#include <utility>

namespace shop {

enum class errc { sold_out = 1, unknown_article };
enum class plain { one = 1 };
enum class named { first };
enum class coded { five = 5 };

std::string to_string(named /*value*/) { return "the first"; }

class category_type : public std::error_category {
  public:
    char const* name() const noexcept override { return "shop"; }
    std::string message(int value) const override {
        return value == 1 ? "sold out" : "unknown article";
    }
};

std::error_code make_error_code(coded value) {
    static category_type const category;
    return {static_cast<int>(value), category};
}

}  // namespace shop

namespace {

using reprise::failure;
using reprise::failure_view;

template <class Error>
std::string message_of(Error const& error) {
    return failure_view::of_value(error).message();
}

struct says_what {
    char const* what() const { return "what"; }
};

struct says_message {
    std::string message() const { return "message"; }
};

struct says_both {
    std::string what() const { return "what"; }
    std::string message() const { return "message"; }
};

struct converts_to_text {
    operator std::string_view() const { return "as text"; }  // NOLINT
    std::string what() const { return "what"; }
};

struct says_nothing {};

struct what_is_a_number {
    int what() const { return 3; }
};

TEST(failure_view, has_the_message_that_the_value_offers) {
    EXPECT_EQ(message_of(std::string{"down"}), "down");
    EXPECT_EQ(message_of("down"), "down");
    EXPECT_EQ(message_of(says_what{}), "what");
    EXPECT_EQ(message_of(says_message{}), "message");
    EXPECT_EQ(message_of(says_both{}), "message");  // what() of Boost's codes repeats the code
    EXPECT_EQ(message_of(converts_to_text{}), "as text");
    EXPECT_EQ(message_of(true), "true");
    EXPECT_EQ(message_of(false), "false");
    EXPECT_EQ(message_of(503), "503");
    EXPECT_EQ(message_of(-1L), "-1");
    EXPECT_EQ(message_of(shop::named::first), "the first");
    EXPECT_EQ(message_of(shop::plain::one), "1");
    EXPECT_EQ(message_of(says_nothing{}), "");
    EXPECT_EQ(message_of(what_is_a_number{}), "");
}

TEST(failure_view, has_the_message_of_the_exception_behind_a_pointer) {
    EXPECT_EQ(message_of(std::make_exception_ptr(std::runtime_error{"down"})), "down");
    EXPECT_EQ(message_of(std::make_exception_ptr(7)), "");
    EXPECT_EQ(message_of(std::exception_ptr{}), "");
}

TEST(failure_view, has_the_message_of_the_code_that_an_error_enum_stands_for) {
    auto const refused = std::make_error_code(std::errc::connection_refused);
    EXPECT_EQ(message_of(refused), refused.message());
    EXPECT_EQ(message_of(std::errc::connection_refused), refused.message());
    EXPECT_EQ(message_of(shop::coded::five), "unknown article");
}

TEST(failure_view, knows_a_value_by_its_type) {
    int const status = 503;
    auto const seen = failure_view::of_value(status);
    EXPECT_FALSE(seen.is_exception());
    EXPECT_EQ(seen.exception(), nullptr);
    EXPECT_EQ(seen.type(), typeid(int));
    EXPECT_EQ(seen.get_if<int>(), &status);
    EXPECT_EQ(seen.get_if<long>(), nullptr);
    EXPECT_EQ(seen.get_if<std::runtime_error>(), nullptr);
    says_what const value;
    EXPECT_EQ(failure_view::of_value(value).get_if<says_what>(), &value);
}

struct connect_error : std::runtime_error {
    explicit connect_error(int number) : std::runtime_error{"connect"}, code{number} {}
    int code;
};

struct final_error final : std::exception {};

struct no_class_of_the_standard {
    int number = 7;
};

TEST(failure_view, knows_an_exception_by_its_dynamic_type_in_the_handler_that_caught_it) {
    try {
        throw connect_error{111};
    } catch (std::exception const& caught) {
        auto const seen = failure_view::of_exception(caught, nullptr);
        EXPECT_TRUE(seen.is_exception());
        EXPECT_EQ(seen.exception(), std::current_exception());
        EXPECT_EQ(seen.type(), typeid(connect_error));
        EXPECT_EQ(seen.message(), "connect");
        ASSERT_NE(seen.get_if<connect_error>(), nullptr);
        EXPECT_EQ(seen.get_if<connect_error>()->code, 111);
        EXPECT_EQ(seen.get_if<std::exception>(), &caught);
        EXPECT_EQ(static_cast<std::exception const*>(seen.get_if<std::runtime_error>()), &caught);
        EXPECT_EQ(seen.get_if<std::logic_error>(), nullptr);
        EXPECT_EQ(seen.get_if<final_error>(), nullptr);
        EXPECT_EQ(seen.get_if<says_nothing>(), nullptr);
        EXPECT_EQ(seen.get_if<int>(), nullptr);
    }
}

TEST(failure_view, sees_an_exception_by_its_base_from_a_derived_handler) {
    connect_error const error{5};
    auto const seen = failure_view::of_exception(error, nullptr);
    EXPECT_EQ(seen.type(), typeid(connect_error));
    EXPECT_EQ(seen.get_if<connect_error>(), &error);
}

TEST(failure_view, shares_the_exception_that_it_was_given) {
    auto const pointer = std::make_exception_ptr(std::runtime_error{"down"});
    std::runtime_error const stands_for_it{"down"};
    EXPECT_EQ(failure_view::of_exception(stands_for_it, &pointer).exception(), pointer);
}

TEST(failure_view, knows_exceptions_that_are_no_std_exception) {
    no_class_of_the_standard const thrown;
    auto const seen = failure_view::of_exception(thrown, nullptr);
    EXPECT_TRUE(seen.is_exception());
    EXPECT_EQ(seen.type(), typeid(no_class_of_the_standard));
    EXPECT_EQ(seen.message(), "");
    EXPECT_EQ(seen.get_if<no_class_of_the_standard>(), &thrown);
    EXPECT_EQ(seen.get_if<std::exception>(), nullptr);
    int const number = 5;
    EXPECT_EQ(failure_view::of_exception(number, nullptr).message(), "5");
}

TEST(failure_view, knows_nothing_but_the_type_of_an_exception_that_no_handler_knows) {
    auto const pointer = std::make_exception_ptr(7);
    auto const seen = failure_view::of_unknown(typeid(int), &pointer);
    EXPECT_TRUE(seen.is_exception());
    EXPECT_EQ(seen.type(), typeid(int));
    EXPECT_EQ(seen.message(), "");
    EXPECT_EQ(seen.exception(), pointer);
    EXPECT_EQ(seen.get_if<int>(), nullptr);
    EXPECT_EQ(seen.get_if<std::type_info>(), nullptr);
}

TEST(failure_view, has_no_exception_outside_of_a_handler_unless_it_was_given_one) {
    std::runtime_error const error{"down"};
    EXPECT_EQ(failure_view::of_exception(error, nullptr).exception(), nullptr);
}

// failure

TEST(failure, keeps_the_exception_beyond_its_handler) {
    std::optional<failure> kept;
    std::exception_ptr thrown;
    try {
        throw connect_error{111};
    } catch (std::exception const& caught) {
        thrown = std::current_exception();
        kept.emplace(failure::of_exception(failure_view::of_exception(caught, nullptr)));
    }
    EXPECT_EQ(kept->exception(), thrown);
    auto const seen = kept->view();
    EXPECT_TRUE(seen.is_exception());
    EXPECT_EQ(seen.exception(), thrown);
    EXPECT_EQ(seen.message(), "connect");
    ASSERT_NE(seen.get_if<connect_error>(), nullptr);
    EXPECT_EQ(seen.get_if<connect_error>()->code, 111);
}

TEST(failure, shares_the_exception_with_its_copies) {
    auto const pointer = std::make_exception_ptr(7);
    auto const kept = failure::of_exception(failure_view::of_unknown(typeid(int), &pointer));
    auto copy = kept;
    EXPECT_EQ(copy.view().exception(), pointer);
    auto const moved = std::move(copy);
    EXPECT_EQ(moved.view().exception(), pointer);
    EXPECT_EQ(moved.view().type(), typeid(int));
}

TEST(failure, keeps_a_copy_of_a_value) {
    std::optional<std::string> value{"down"};
    auto const kept = failure::of_value(*value);
    value.reset();
    EXPECT_EQ(kept.exception(), nullptr);
    auto const copy = kept;
    EXPECT_FALSE(copy.view().is_exception());
    EXPECT_EQ(copy.view().exception(), nullptr);
    EXPECT_EQ(copy.view().type(), typeid(std::string));
    EXPECT_EQ(copy.view().message(), "down");
    ASSERT_NE(copy.view().get_if<std::string>(), nullptr);
    EXPECT_EQ(*copy.view().get_if<std::string>(), "down");
}

struct cannot_be_copied {
    std::unique_ptr<int> owned;
    std::string message() const { return "the last one"; }
};

TEST(failure, keeps_type_and_message_of_a_value_that_cannot_be_copied) {
    auto const kept = failure::of_value(cannot_be_copied{});
    auto const seen = kept.view();
    EXPECT_FALSE(seen.is_exception());
    EXPECT_EQ(seen.type(), typeid(cannot_be_copied));
    EXPECT_EQ(seen.message(), "the last one");
    EXPECT_EQ(seen.get_if<cannot_be_copied>(), nullptr);
    EXPECT_EQ(failure::of_value("a text").view().message(), "a text");
}

TEST(other_exception, shares_the_exception_that_is_being_handled) {
    EXPECT_EQ(reprise::other_exception{}.pointer(), nullptr);
    try {
        throw 7;
    } catch (...) {
        EXPECT_EQ(reprise::other_exception{}.pointer(), std::current_exception());
    }
}

}  // namespace
