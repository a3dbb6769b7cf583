// SPDX-License-Identifier: Apache-2.0
#include <reprise/exit_code.hpp>
#include <reprise/false_is_failure.hpp>
#include <reprise/retry.hpp>
#include <reprise/with_errno.hpp>
#include <reprise/with_error_code.hpp>
#include <reprise/with_exit_code.hpp>
#include <reprise/with_returned_errno.hpp>

#include <boost/outcome/outcome.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>

namespace {

using namespace std::chrono_literals;

constexpr auto policy =
    reprise::compose(reprise::attempts{4}, reprise::constant{1ms}, reprise::no_jitter{});

// Every function here fails twice, then works.
bool works_now() {
    static int calls = 0;
    return ++calls % 3 == 0;
}

//! [error]
std::error_code connect() noexcept {
    return works_now() ? std::error_code{} : make_error_code(std::errc::connection_refused);
}
//! [error]

boost::system::result<int> read_number() noexcept {
    if (works_now()) return 7;
    return make_error_code(boost::system::errc::connection_refused);
}

std::size_t size_of(std::string const& path, std::error_code& code) noexcept {
    code = works_now() ? std::error_code{} : make_error_code(std::errc::device_or_resource_busy);
    return path.size();
}

std::optional<int> find_leader() noexcept { return works_now() ? std::optional{3} : std::nullopt; }

int try_lock() noexcept { return works_now() ? 0 : EAGAIN; }

int run_rsync() noexcept { return works_now() ? 0 : 75; }

int read_socket() noexcept {
    if (works_now()) return 512;
    errno = EINTR;
    return -1;
}

bool returned_codes() {
    //! [returned]
    // Nothing is thrown, and retry is noexcept because connect is.
    static_assert(noexcept(reprise::retry(policy, connect)));
    std::error_code const code = reprise::retry(policy, connect);
    //! [returned]
    return !code;
}

bool results() {
    //! [result]
    boost::system::result<int> const number = reprise::retry(policy, read_number);
    //! [result]
    return number && *number == 7;
}

bool outcomes() {
    namespace outcome = boost::outcome_v2;
    //! [outcome]
    auto const fetch = []() -> outcome::outcome<int> {
        if (works_now()) return 7;
        return std::make_exception_ptr(
            std::runtime_error{"cut"});  // judged like one that is thrown
    };
    outcome::outcome<int> const got = reprise::retry(policy, fetch);
    //! [outcome]
    return got.has_value();
}

bool filled_in_codes() {
    std::string const path = "/var/log/syslog";
    //! [error_code]
    auto const size =
        reprise::retry(policy, reprise::with_error_code([&](std::error_code& code) noexcept {
                           return size_of(path, code);
                       }));
    if (!size) return false;  // size.code says why; else size.value is what the call returned

    // Or with a variable of your own, as the call itself would have it.
    std::error_code code;
    std::size_t const same = reprise::retry(policy, reprise::with_error_code(code, size_of), path);
    //! [error_code]
    return !code && same == size.value;
}

bool errno_calls() {
    //! [errno]
    int const got = reprise::retry(policy, reprise::with_errno(read_socket));
    //! [errno]
    return got == 512;
}

bool returned_numbers() {
    //! [returned_errno]
    int const error = reprise::retry(policy, reprise::with_returned_errno(try_lock));
    //! [returned_errno]
    return error == 0;
}

bool optionals() {
    //! [optional]
    std::optional<int> const leader =
        reprise::retry(policy, reprise::false_is_failure(find_leader));
    //! [optional]
    return leader == 3;
}

bool exit_codes() {
    //! [exit_code]
    auto const temporary =
        reprise::retry_if([](reprise::exit_code code) { return code.value == 75; });  // EX_TEMPFAIL
    int const code =
        reprise::retry(reprise::with(policy, temporary), reprise::with_exit_code(run_rsync));
    //! [exit_code]
    return code == 0;
}

bool judged_values() {
    int length = 0;
    //! [judged]
    auto const patient = reprise::with(
        policy, reprise::retry_if_result([](std::string const& page) { return page.empty(); }));
    std::string const page = reprise::retry(
        patient, [&] { return std::string(static_cast<std::size_t>(length++), 'x'); });
    //! [judged]
    return page == "x";
}

}  // namespace

int main() {
    bool const well = returned_codes() && results() && outcomes() && filled_in_codes() &&
                      errno_calls() && returned_numbers() && optionals() && exit_codes() &&
                      judged_values();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
