// SPDX-License-Identifier: Apache-2.0
#include "process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>  // dprintf
#include <cstdlib>
#include <cstring>  // strerror
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

namespace services {

using namespace std::chrono_literals;

namespace {

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error{errno, std::generic_category(), what};
}

struct socket_handle {
    int number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socket_handle() {
        if (number < 0) fail("socket");
    }
    ~socket_handle() { ::close(number); }
    socket_handle(socket_handle const&) = delete;
    socket_handle& operator=(socket_handle const&) = delete;
};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

std::optional<user> user_to_become(std::string const& name) {
    if (::geteuid() != 0) return std::nullopt;
    passwd const* const entry = ::getpwnam(name.c_str());
    if (entry == nullptr) throw not_installed{"there is no user " + name};
    return user{entry->pw_uid, entry->pw_gid};
}

std::filesystem::path find_program(
    std::string const& name, std::vector<std::filesystem::path> const& folders) {
    std::vector<std::filesystem::path> places;
    if (char const* path = std::getenv("PATH")) {
        std::istringstream list{path};
        for (std::string folder; std::getline(list, folder, ':');) places.emplace_back(folder);
    }
    places.insert(places.end(), folders.begin(), folders.end());
    for (auto const& place : places) {
        if (::access((place / name).c_str(), X_OK) == 0) return place / name;
    }
    throw not_installed{name + " is not installed"};
}

std::uint16_t free_port() {
    socket_handle const probe;
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(probe.number, reinterpret_cast<sockaddr*>(&address), size) != 0) fail("bind");
    if (::getsockname(probe.number, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        fail("getsockname");
    return ntohs(address.sin_port);
}

bool is_listening(std::uint16_t port) {
    socket_handle const probe;
    auto address = loopback(port);
    return ::connect(probe.number, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

void wait_until(std::string_view what, std::function<bool()> const& is_so) {
    auto const end = std::chrono::steady_clock::now() + 20s;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error{"waited in vain: " + std::string{what}};
        std::this_thread::sleep_for(5ms);
    }
}

temporary_folder::temporary_folder(std::optional<user> owner) {
    auto pattern = (std::filesystem::temp_directory_path() / "reprise-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) fail(pattern);
    path_ = pattern;
    if (owner && ::chown(pattern.c_str(), owner->id, owner->group) != 0) fail(pattern);
}

temporary_folder::~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

process::process(
    std::vector<std::string> const& arguments, std::filesystem::path const& output,
    std::optional<user> as) {
    // all that allocates comes before the fork
    std::vector<char*> raw;
    raw.reserve(arguments.size() + 1);
    for (auto const& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    int const log = ::open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0) fail(output.string());
    auto const parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        ::setpgid(0, 0);
        bool const ready = (!as || (::setgroups(0, nullptr) == 0 && ::setgid(as->group) == 0 &&
                                    ::setuid(as->id) == 0)) &&
                           ::dup2(log, STDOUT_FILENO) >= 0 && ::dup2(log, STDERR_FILENO) >= 0 &&
                           ::chdir("/") == 0 &&
                           // after setuid, which clears it
                           ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
        if (ready) ::execv(raw.front(), raw.data());
        ::dprintf(log, "cannot run %s: %s\n", raw.front(), std::strerror(errno));
        ::_exit(127);
    }
    ::close(log);
    if (pid_ < 0) fail("fork");
}

process::~process() {
    if (is_running()) {
        signal(SIGTERM);
        for (int i = 0; i < 400 && is_running(); ++i) std::this_thread::sleep_for(5ms);
    }
    if (is_running()) {
        ::kill(-pid_, SIGKILL);
        (void)reap(0);
    }
}

void process::signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

bool process::is_running() { return pid_ > 0 && !reap(WNOHANG); }

int process::wait() {
    if (pid_ > 0) (void)reap(0);
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

void process::stop(int number) {
    signal(number);
    wait_until("the end of a server", [this] { return !is_running(); });
}

bool process::reap(int options) {
    pid_t got = 0;
    do {
        got = ::waitpid(pid_, &status_, options);
    } while (got < 0 && errno == EINTR);
    if (got == 0) return false;
    pid_ = -1;
    return true;
}

std::string contents(std::filesystem::path const& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace services
