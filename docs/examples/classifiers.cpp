// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <functional>
#include <ios>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace {

using namespace std::chrono_literals;

struct http_error : std::runtime_error {
    explicit http_error(int code) : std::runtime_error{"HTTP error"}, status{code} {}
    int status;
};

// How many calls a policy makes of work that always fails in the same way.
template <class Classifier, class Fail>
std::uint64_t calls(Classifier classifier, Fail fail) {
    auto const policy =
        reprise::compose(reprise::attempts{3}, reprise::no_backoff{}, std::move(classifier));
    return reprise::try_retry(policy, fail).report().attempts;
}

bool by_default() {
    auto const fail_with = [](auto const& error) {
        return calls(reprise::transient{}, [error] { throw error; });
    };
    //! [transient]
    std::system_error const reset{std::make_error_code(std::errc::connection_reset)};
    std::system_error const missing{std::make_error_code(std::errc::no_such_file_or_directory)};
    bool const well = fail_with(reset) == 3                           // may go away
                      && fail_with(missing) == 1                      // will not
                      && fail_with(std::invalid_argument{"x"}) == 1;  // a mistake in the program
    //! [transient]
    return well;
}

bool by_type() {
    //! [retry_on]
    reprise::retry_on<std::system_error, http_error> const classifier;
    bool const well = calls(classifier, [] { throw http_error{503}; }) == 3 &&
                      calls(classifier, [] { throw std::runtime_error{"other"}; }) == 1;
    //! [retry_on]
    return well;
}

bool by_other_types() {
    //! [retry_unless]
    reprise::retry_unless<std::logic_error> const classifier;
    bool const well = calls(classifier, [] { throw http_error{503}; }) == 3 &&
                      calls(classifier, [] { throw std::out_of_range{"index"}; }) == 1;
    //! [retry_unless]
    return well;
}

bool by_predicate() {
    //! [retry_if]
    auto const classifier =
        reprise::retry_if([](http_error const& error) { return error.status >= 500; });
    bool const well = calls(classifier, [] { throw http_error{503}; }) == 3 &&
                      calls(classifier, [] { throw http_error{404}; }) == 1;
    //! [retry_if]
    return well;
}

bool by_result() {
    //! [retry_if_result]
    auto const not_there_yet =
        reprise::retry_if_result([](std::optional<int> const& row) { return !row; });
    auto const policy =
        reprise::compose(reprise::attempts{5}, reprise::no_backoff{}, not_there_yet);
    int polls = 0;
    std::optional<int> const row =
        reprise::retry(policy, [&polls] { return ++polls < 3 ? std::nullopt : std::optional{42}; });
    //! [retry_if_result]
    return row == 42 && polls == 3;
}

bool whatever_it_is() {
    //! [retry_all]
    bool const well = calls(reprise::retry_all{}, [] { throw std::logic_error{"even this"}; }) == 3;
    //! [retry_all]
    return well;
}

}  // namespace

int main() {
    bool const well = by_default() && by_type() && by_other_types() && by_predicate() &&
                      by_result() && whatever_it_is();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
