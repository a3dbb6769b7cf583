// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdlib>
#include <string>

namespace {

using namespace std::chrono_literals;

//! [traits]
enum class db_status { ok, busy, corrupt };
struct db_result {
    db_status status;
    std::string row;
};

}  // namespace

template <>
struct reprise::outcome_traits<db_result> {
    static constexpr bool can_fail = true;
    static bool failed(db_result const& result) noexcept { return result.status != db_status::ok; }
    static db_status error(db_result const& result) noexcept { return result.status; }
};
//! [traits]

int main() {
    auto const patient = reprise::compose(
        reprise::attempts{4}, reprise::constant{1ms},
        reprise::retry_if([](db_status status) { return status == db_status::busy; }));
    int calls = 0;
    auto const query = [&calls]() noexcept {
        return ++calls < 3 ? db_result{db_status::busy, {}} : db_result{db_status::ok, "row"};
    };
    return reprise::retry(patient, query).row == "row" && calls == 3 ? EXIT_SUCCESS : EXIT_FAILURE;
}
