// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what every server of the tests is made of: a child process, a folder of its own, a free port.

#ifndef TEST_INTEGRATION_SERVICES_PROCESS_HPP
#define TEST_INTEGRATION_SERVICES_PROCESS_HPP

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace services {

/// \brief A server's program is not installed. Locally a reason to skip, in CI one to fail.
class not_installed : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// \brief The user that a child runs as.
struct user {
    uid_t id;
    gid_t group;
};

/// \brief A user of the system, if we may become that user: for programs that refuse to run as root.
/// \return Nothing if we are not root.
[[nodiscard]] std::optional<user> user_to_become(std::string const& name);

/// \brief The path of a program: in PATH, or in one of the folders.
/// \throws not_installed if there is none.
[[nodiscard]] std::filesystem::path find_program(
    std::string const& name, std::vector<std::filesystem::path> const& folders);

/// \brief A port of 127.0.0.1 that nobody listens on at the moment.
[[nodiscard]] std::uint16_t free_port();

/// \brief Whether somebody accepts connections there.
[[nodiscard]] bool is_listening(std::uint16_t port);

/// \brief Asks again and again until the answer is yes.
/// \throws std::runtime_error, with what was waited for, if it is still no after 20 s.
void wait_until(std::string_view what, std::function<bool()> const& is_so);

/// \brief A new folder below the system's folder for temporary files, which goes with all that is in it.
///
/// Not in the build tree: a server that runs as another user has to get there.
class temporary_folder {
  public:
    explicit temporary_folder(std::optional<user> owner);
    ~temporary_folder();
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// \brief A running child. It is killed when this object goes, and also when this program dies before it.
class process {
  public:
    /// \brief Starts a program; what it prints goes to the end of the file.
    process(
        std::vector<std::string> const& arguments, std::filesystem::path const& output,
        std::optional<user> as = std::nullopt);
    ~process();
    process(process const&) = delete;
    process& operator=(process const&) = delete;

    /// \brief Sends a signal.
    void signal(int number) const;

    /// \brief Whether it still runs.
    [[nodiscard]] bool is_running();

    /// \brief Waits for the end.
    /// \return The exit code, or 128 and the signal that ended it.
    int wait();

    /// \brief Sends a signal and waits for the end.
    void stop(int number = SIGTERM);

  private:
    [[nodiscard]] bool reap(int options);

    pid_t pid_ = -1;
    int status_ = 0;
};

/// \brief What a file holds; empty if there is none.
[[nodiscard]] std::string contents(std::filesystem::path const& file);

}  // namespace services

#endif  // TEST_INTEGRATION_SERVICES_PROCESS_HPP
