// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [any_order]
constexpr auto policy = reprise::compose(
    reprise::full_jitter{}, reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s});
//! [any_order]

//! [with]
constexpr auto patient = reprise::with(policy, reprise::attempts{10});
constexpr auto exact = reprise::with(patient, reprise::no_jitter{});
static_assert(reprise::max_attempts(exact) == 10);
//! [with]

bool at_run_time(std::string const& text) {
    //! [run_time]
    try {
        auto const configured = reprise::with(
            policy, reprise::exponential{std::chrono::milliseconds{std::stoi(text)}, 2.0, 10s});
        return reprise::max_attempts(configured) == 5;
    } catch (std::invalid_argument const& error) {
        std::cerr << error.what() << '\n';  // what is wrong with it, and the value
        return false;
    }
    //! [run_time]
}

//! [in_the_type]
using fetch_policy = reprise::static_policy<[] {
    return reprise::compose(
        reprise::attempts{5}, reprise::exponential{100ms, 2.0, 10s}, reprise::full_jitter{});
}>;
static_assert(sizeof(fetch_policy) == 1);  // an empty type
//! [in_the_type]

//! [member]
class client {
  public:
    std::string fetch(std::string const& path) const {
        return reprise::retry(policy_, [&] { return "body of " + path; });
    }

  private:
    [[no_unique_address]] fetch_policy policy_;
};
//! [member]

//! [template]
template <class Policy>
class configurable_client {
  public:
    explicit configurable_client(Policy chosen) : policy_{std::move(chosen)} {}
    std::string fetch(std::string const& path) const {
        return reprise::retry(policy_, [&] { return "body of " + path; });
    }

  private:
    Policy policy_;
};
//! [template]

bool borrows() {
    //! [reference]
    reprise::log_to const log{std::clog};
    auto const logged = reprise::compose(reprise::attempts{3}, std::ref(log));
    //! [reference]
    return reprise::retry(logged, [] { return 42; }) == 42;
}

}  // namespace

int main() {
    configurable_client const other{policy};
    bool const well = client{}.fetch("/") == "body of /" && other.fetch("/") == "body of /" &&
                      borrows() && at_run_time("100") && !at_run_time("-100");
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
