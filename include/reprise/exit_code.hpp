// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::exit_code.

#ifndef REPRISE_EXIT_CODE_HPP
#define REPRISE_EXIT_CODE_HPP

#include <string>

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#define REPRISE_DETAIL_HAS_WAIT_STATUS 1
#endif

namespace reprise {

/// \ingroup core
/// \brief What a process said when it ended; see reprise::with_exit_code.
///
/// What the numbers mean is the program's own affair. Widespread are 75 (`EX_TEMPFAIL`: try again later), 126 and 127
/// (a shell could not run the command, or did not find it), and 128 + n for a process that was ended by signal n.
struct exit_code {
    /// \brief The number; zero is success.
    int value = 0;

    /// \brief Decodes what `std::system`, `pclose` and `waitpid` return on POSIX; elsewhere it is the code itself.
    /// \param status The status.
    /// \return The exit code; 128 + n if signal n ended the process; -1 if it could not be started.
    [[nodiscard]] static exit_code of_wait_status(int status) noexcept {
#if defined(REPRISE_DETAIL_HAS_WAIT_STATUS)
        constexpr int signals_from = 128;
        if (status == -1) return {-1};
        if (WIFSIGNALED(status)) return {signals_from + WTERMSIG(status)};
        return {WEXITSTATUS(status)};
#else
        return {status};
#endif
    }

    /// \brief The code as it is spelled in logs.
    /// \return `exit code 75`
    [[nodiscard]] std::string message() const { return "exit code " + std::to_string(value); }

    /// \brief Same code.
    /// \param a A code.
    /// \param b A code.
    /// \return Whether they are equal.
    friend constexpr bool operator==(exit_code const& a, exit_code const& b) noexcept = default;
};

}  // namespace reprise

#undef REPRISE_DETAIL_HAS_WAIT_STATUS

#endif  // REPRISE_EXIT_CODE_HPP
