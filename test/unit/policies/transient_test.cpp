// SPDX-License-Identifier: Apache-2.0

// The tables in the documentation of reprise::transient, row by row.

#include <reprise/policies/classify/transient.hpp>
#include <reprise/testing/printers.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <any>
#include <array>
#include <cerrno>  // ETIME
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <ios>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <variant>

namespace shop {

enum class error { sold_out = 1, busy = 2 };
enum class boost_error { sold_out = 1, busy = 2 };
enum class condition { unavailable = 1 };
enum class boost_condition { unavailable = 1 };

// One value says what it is by a generic condition, the other does not.
class std_category : public std::error_category {
  public:
    char const* name() const noexcept override { return "shop"; }
    std::string message(int /*value*/) const override { return "shop"; }
    std::error_condition default_error_condition(int value) const noexcept override {
        if (value == 2) return std::errc::device_or_resource_busy;
        return value == 3 ? std::make_error_condition(std::errc::permission_denied)
                          : std::error_condition{value, *this};
    }
};

class boost_category : public boost::system::error_category {
  public:
    char const* name() const noexcept override { return "shop"; }
    std::string message(int /*value*/) const override { return "shop"; }
    boost::system::error_condition default_error_condition(int value) const noexcept override {
        if (value == 2)
            return boost::system::errc::make_error_condition(
                boost::system::errc::device_or_resource_busy);
        return value == 3 ? boost::system::errc::make_error_condition(
                                boost::system::errc::permission_denied)
                          : boost::system::error_condition{value, *this};
    }
};

std::error_category const& category() {
    static std_category const instance;
    return instance;
}

boost::system::error_category const& category_of_boost() {
    static boost_category const instance;
    return instance;
}

std::error_code make_error_code(error value) { return {static_cast<int>(value), category()}; }
std::error_condition make_error_condition(condition value) {
    return {static_cast<int>(value), category()};
}
boost::system::error_code make_error_code(boost_error value) {
    return {static_cast<int>(value), category_of_boost()};
}
boost::system::error_condition make_error_condition(boost_condition value) {
    return {static_cast<int>(value), category_of_boost()};
}

}  // namespace shop

template <>
struct std::is_error_code_enum<shop::error> : std::true_type {};
template <>
struct std::is_error_condition_enum<shop::condition> : std::true_type {};
template <>
struct boost::system::is_error_code_enum<shop::boost_error> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<shop::boost_condition> : std::true_type {};

namespace {

using reprise::transient;
using reprise::verdict;

constexpr transient classifier;
constexpr auto retried = verdict::transient();
constexpr auto perhaps_done = verdict::transient().ambiguous();
constexpr auto permanent = verdict::permanent();

static_assert(std::is_empty_v<transient>);

// Every way in which a condition can reach the classifier.
void expect_of(std::errc condition, verdict expected) {
    auto const value = static_cast<int>(condition);
    SCOPED_TRACE(std::make_error_condition(condition).message());
    std::error_code const generic{value, std::generic_category()};
    std::error_code const system{value, std::system_category()};
    EXPECT_EQ(classifier.classify(condition), expected);
    EXPECT_EQ(classifier.classify(std::make_error_condition(condition)), expected);
    EXPECT_EQ(classifier.classify(generic), expected);
    EXPECT_EQ(classifier.classify(system), expected);
    EXPECT_EQ(classifier.classify(std::system_error{generic}), expected);
    EXPECT_EQ(classifier.classify(std::system_error{system, "connect"}), expected);

    boost::system::error_code const boost_generic{value, boost::system::generic_category()};
    boost::system::error_code const boost_system{value, boost::system::system_category()};
    EXPECT_EQ(classifier.classify(boost_generic), expected);
    EXPECT_EQ(classifier.classify(boost_system), expected);
    EXPECT_EQ(classifier.classify(boost::system::system_error{boost_generic}), expected);
    EXPECT_EQ(classifier.classify(boost::system::system_error{boost_system, "connect"}), expected);
    EXPECT_EQ(classifier.classify(static_cast<boost::system::errc::errc_t>(value)), expected);
    EXPECT_EQ(classifier.classify(boost_generic.default_error_condition()), expected);
    EXPECT_EQ(classifier.classify(boost::system::error_code{generic}), expected)
        << "one library's code in the other's";
    EXPECT_EQ(classifier.classify(static_cast<std::error_code>(boost_system)), expected);
}

// What cannot have happened, and what may have.
constexpr std::array unambiguous_conditions{
    std::errc::connection_refused,  std::errc::device_or_resource_busy,
    std::errc::text_file_busy,      std::errc::resource_deadlock_would_occur,
    std::errc::too_many_files_open, std::errc::too_many_files_open_in_system};

constexpr std::array ambiguous_conditions{
    std::errc::connection_reset,      std::errc::connection_aborted,
    std::errc::broken_pipe,           std::errc::timed_out,
    static_cast<std::errc>(ETIME),  // C++23 deprecates its name, stream_timeout
    std::errc::host_unreachable,      std::errc::network_unreachable,
    std::errc::network_down,          std::errc::network_reset,
    std::errc::interrupted,           std::errc::resource_unavailable_try_again,
    std::errc::operation_would_block, std::errc::no_buffer_space};

bool is_in_the_table(std::errc condition) {
    return std::ranges::count(unambiguous_conditions, condition) +
               std::ranges::count(ambiguous_conditions, condition) >
           0;
}

TEST(transient, retries_the_conditions_of_the_table) {
    for (auto const condition : unambiguous_conditions) expect_of(condition, retried);
    for (auto const condition : ambiguous_conditions) expect_of(condition, perhaps_done);
    static_assert(classifier.classify(std::errc::connection_refused) == retried);
    static_assert(classifier.classify(std::errc::timed_out) == perhaps_done);
}

TEST(transient, takes_every_other_value_of_generic_and_system_for_permanent) {
    static_assert(classifier.classify(std::errc::no_such_file_or_directory) == permanent);
    for (int value = 1; value < 140; ++value) {
        auto const condition = static_cast<std::errc>(value);
        if (!is_in_the_table(condition)) expect_of(condition, permanent);
    }
    expect_of(std::errc::operation_canceled, permanent);
    expect_of(std::errc{}, permanent);
    EXPECT_EQ(classifier.classify(std::error_code{4711, std::system_category()}), permanent)
        << "a value that has no condition";
    EXPECT_EQ(
        classifier.classify(boost::system::error_code{4711, boost::system::system_category()}),
        permanent);
    EXPECT_EQ(
        classifier.classify(
            boost::system::error_code{std::error_code{4711, std::system_category()}}),
        permanent);
}

TEST(transient, takes_the_iostream_category_for_permanent) {
    EXPECT_EQ(classifier.classify(std::make_error_code(std::io_errc::stream)), permanent);
    EXPECT_EQ(classifier.classify(std::io_errc::stream), permanent);
    EXPECT_EQ(classifier.classify(std::ios_base::failure{"read"}), permanent);
}

TEST(transient, goes_by_the_condition_of_a_code_of_another_category) {
    EXPECT_EQ(classifier.classify(std::error_code{2, shop::category()}), retried);
    EXPECT_EQ(classifier.classify(std::error_code{3, shop::category()}), permanent);
    EXPECT_EQ(classifier.classify(std::error_code{1, shop::category()}), perhaps_done)
        << "nothing is known of it";
    EXPECT_EQ(
        classifier.classify(boost::system::error_code{2, shop::category_of_boost()}), retried);
    EXPECT_EQ(
        classifier.classify(boost::system::error_code{3, shop::category_of_boost()}), permanent);
    EXPECT_EQ(
        classifier.classify(boost::system::error_code{1, shop::category_of_boost()}), perhaps_done);
    EXPECT_EQ(
        classifier.classify(boost::system::error_code{std::error_code{3, shop::category()}}),
        permanent);
}

TEST(transient, goes_by_the_condition_of_error_enums_of_both_libraries) {
    EXPECT_EQ(classifier.classify(shop::error::busy), retried);
    EXPECT_EQ(classifier.classify(static_cast<shop::error>(3)), permanent);
    EXPECT_EQ(classifier.classify(shop::boost_error::busy), retried);
    EXPECT_EQ(classifier.classify(static_cast<shop::boost_error>(3)), permanent);
    EXPECT_EQ(classifier.classify(shop::condition::unavailable), perhaps_done);
    EXPECT_EQ(classifier.classify(shop::boost_condition::unavailable), perhaps_done);
    EXPECT_EQ(classifier.classify(boost::system::errc::permission_denied), permanent);
}

TEST(transient, takes_mistakes_in_the_program_for_permanent) {
    EXPECT_EQ(classifier.classify(std::logic_error{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::invalid_argument{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::out_of_range{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::length_error{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::domain_error{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::future_error{std::future_errc::broken_promise}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_cast{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_any_cast{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_typeid{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_function_call{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_optional_access{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_variant_access{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_weak_ptr{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_exception{}), permanent);
}

TEST(transient, takes_want_of_memory_for_permanent) {
    EXPECT_EQ(classifier.classify(std::bad_alloc{}), permanent);
    EXPECT_EQ(classifier.classify(std::bad_array_new_length{}), permanent);
}

TEST(transient, takes_arithmetic_for_permanent) {
    EXPECT_EQ(classifier.classify(std::range_error{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::overflow_error{"x"}), permanent);
    EXPECT_EQ(classifier.classify(std::underflow_error{"x"}), permanent);
}

struct my_error {};

TEST(transient, retries_anything_else) {
    EXPECT_EQ(classifier.classify(std::runtime_error{"down"}), perhaps_done);
    EXPECT_EQ(classifier.classify(std::exception{}), perhaps_done);
    EXPECT_EQ(classifier.classify(my_error{}), perhaps_done);
    EXPECT_EQ(classifier.classify(std::string{"down"}), perhaps_done);
    EXPECT_EQ(classifier.classify(reprise::other_exception{}), perhaps_done);
    static_assert(classifier.classify(503) == perhaps_done);
}

// The driver catches by the listed types: what derives from one must get the same verdict by itself.
template <class Exception>
void expect_as_caught(Exception const& exception, verdict expected) {
    auto const as_caught = [&]<class... Listed>(reprise::exception_types<Listed...>) {
        std::optional<verdict> first;
        auto const look = [&]<class One>(std::type_identity<One>) {
            if constexpr (std::is_base_of_v<One, Exception>) {
                if (!first) first = classifier.classify(static_cast<One const&>(exception));
            }
        };
        (look(std::type_identity<Listed>{}), ...);
        return first;
    }(transient::exceptions{});
    EXPECT_EQ(as_caught, expected);
    EXPECT_EQ(classifier.classify(exception), expected);
}

TEST(transient, lists_the_types_by_which_the_failures_of_the_table_are_caught) {
    auto const denied = std::make_error_code(std::errc::permission_denied);
    auto const reset = std::make_error_code(std::errc::connection_reset);
    expect_as_caught(std::filesystem::filesystem_error{"open", denied}, permanent);
    expect_as_caught(std::filesystem::filesystem_error{"open", reset}, perhaps_done);
    expect_as_caught(std::ios_base::failure{"read"}, permanent);
    expect_as_caught(std::ios_base::failure{"read", reset}, perhaps_done);
    expect_as_caught(std::out_of_range{"x"}, permanent);
    expect_as_caught(std::bad_array_new_length{}, permanent);
    expect_as_caught(std::bad_any_cast{}, permanent);
    expect_as_caught(std::overflow_error{"x"}, permanent);
    expect_as_caught(
        boost::system::system_error{
            boost::system::errc::make_error_code(boost::system::errc::connection_reset)},
        perhaps_done);
}

}  // namespace
