// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/classify/retry_if_cause.hpp>
#include <reprise/policies/classify/retry_if_message.hpp>
#include <reprise/policies/classify/retry_on_condition.hpp>
#include <reprise/retry.hpp>

#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace {

struct timeout : std::runtime_error {
    timeout() : std::runtime_error{"timed out"} {}
};

template <class Classifier, class Fail>
int attempts_made(Classifier classifier, Fail fail) {
    auto const policy = reprise::compose(classifier, reprise::attempts{3}, reprise::no_backoff{});
    auto const result = reprise::try_retry(policy, fail);
    return static_cast<int>(result.report().attempts);
}

}  // namespace

int main() {
    //! [message]
    auto const by_message = reprise::retry_if_message("deadlock detected");
    //! [message]
    bool good =
        attempts_made(by_message, [] { throw std::runtime_error{"deadlock detected"}; }) == 3;
    good =
        good && attempts_made(by_message, [] { throw std::runtime_error{"no such table"}; }) == 1;

    //! [condition]
    auto const by_condition =
        reprise::retry_on_condition(std::errc::timed_out, std::errc::connection_reset);
    //! [condition]
    good = good && attempts_made(by_condition, [] {
                       return std::make_error_code(std::errc::connection_reset);
                   }) == 3;

    //! [cause]
    auto const by_cause = reprise::retry_if_cause(reprise::retry_on<timeout>{});
    auto const load = [] {
        try {
            throw timeout{};
        } catch (timeout const&) {
            std::throw_with_nested(std::logic_error{"the configuration cannot be loaded"});
        }
    };
    //! [cause]
    good = good && attempts_made(by_cause, load) == 3;

    //! [combined]
    auto const combined = reprise::retry_on<timeout>{} ||
                          (reprise::transient{} && !reprise::retry_if_message("read-only"));
    //! [combined]
    good = good && attempts_made(combined, [] { throw std::runtime_error{"read-only"}; }) == 1;
    good = good && attempts_made(combined, [] { throw std::runtime_error{"busy"}; }) == 3;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
