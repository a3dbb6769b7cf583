// SPDX-License-Identifier: Apache-2.0
#include "servers.hpp"

#include <fstream>
#include <stdexcept>
#include <vector>

namespace services {

namespace {

using arguments = std::vector<std::string>;

// Debian keeps each version's programs in a folder of its own; the newest is taken.
std::filesystem::path postgresql_programs() {
    std::filesystem::path best;
    std::error_code ignored;
    for (auto const& version :
         std::filesystem::directory_iterator{"/usr/lib/postgresql", ignored}) {
        auto const folder = version.path() / "bin";
        if (std::filesystem::exists(folder / "initdb") && folder > best) best = folder;
    }
    if (best.empty()) best = find_program("initdb", {}).parent_path();
    return best;
}

// Somebody else may have taken the free port meanwhile: then there is another one.
template <class Start>
void start_on_a_free_port(std::uint16_t& port, std::filesystem::path const& log, Start&& start) {
    for (int i = 0; i < 3; ++i) {
        port = free_port();
        if (start()) return;
    }
    throw std::runtime_error{"the server did not start:\n" + contents(log)};
}

bool comes_up(process& server, std::uint16_t port) {
    wait_until("the start of a server", [&] { return !server.is_running() || is_listening(port); });
    return server.is_running();
}

}  // namespace

postgresql_server::postgresql_server()
    : programs_{postgresql_programs()},
      user_{user_to_become("postgres")},
      folder_{user_},
      port_{0} {
    auto const log = folder_.path() / "log";
    auto const data = (folder_.path() / "data").string();
    process setup{
        arguments{
            (programs_ / "initdb").string(), "-D", data, "-U", "postgres", "-A", "trust", "-E",
            "UTF8", "--locale", "C", "--no-sync", "--no-instructions"},
        log, user_};
    if (setup.wait() != 0) throw std::runtime_error{"initdb failed:\n" + contents(log)};
    start_on_a_free_port(port_, log, [this] { return start_once(); });
    options_ = options_through(port_);
    // it listens a moment before it lets anybody in
    wait_until("PostgreSQL to be ready", [&] {
        process check{
            arguments{(programs_ / "pg_isready").string(), "-q", "-d", options_}, log, user_};
        return check.wait() == 0;
    });
}

std::string postgresql_server::options_through(std::uint16_t port) const {
    return "host=127.0.0.1 port=" + std::to_string(port) + " user=postgres dbname=postgres";
}

void postgresql_server::stop(int signal) { process_->stop(signal); }

void postgresql_server::start() {
    if (!start_once())
        throw std::runtime_error{"PostgreSQL did not start:\n" + contents(folder_.path() / "log")};
}

bool postgresql_server::start_once() {
    // that nothing is synced only matters if the machine goes down, not if the server does
    process_ = std::make_unique<process>(
        arguments{
            (programs_ / "postgres").string(), "-D", (folder_.path() / "data").string(), "-p",
            std::to_string(port_), "-c", "listen_addresses=127.0.0.1", "-c",
            "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=60", "-c",
            "shared_buffers=16MB", "-c", "deadlock_timeout=50ms"},
        folder_.path() / "log", user_);
    return comes_up(*process_, port_);
}

redis_server::redis_server()
    : program_{find_program("redis-server", {"/usr/bin", "/usr/local/bin"})},
      folder_{std::nullopt},
      port_{0} {
    start_on_a_free_port(port_, folder_.path() / "log", [this] { return start_once(); });
}

void redis_server::stop() { process_->stop(SIGKILL); }

void redis_server::start() {
    if (!start_once())
        throw std::runtime_error{"Redis did not start:\n" + contents(folder_.path() / "log")};
}

bool redis_server::start_once() {
    process_ = std::make_unique<process>(
        arguments{
            program_.string(), "--bind", "127.0.0.1", "--port", std::to_string(port_), "--dir",
            folder_.path().string(), "--save", "", "--appendonly", "yes", "--appendfsync", "no"},
        folder_.path() / "log");
    return comes_up(*process_, port_);
}

nginx_server::nginx_server()
    : program_{find_program("nginx", {"/usr/sbin", "/usr/local/sbin"})},
      folder_{std::nullopt},
      port_{0} {
    start_on_a_free_port(port_, folder_.path() / "error.log", [this] { return start_once(); });
}

std::string nginx_server::log() const { return contents(folder_.path() / "access.log"); }

bool nginx_server::start_once() {
    auto const folder = folder_.path().string();
    std::ofstream{folder_.path() / "nginx.conf"} << R"(
daemon off;
master_process off;
pid )" << folder << R"(/pid;
error_log )" << folder << R"(/error.log;
events {}
http {
    client_body_temp_path )" << folder << R"(/body;
    proxy_temp_path )" << folder << R"(/proxy;
    fastcgi_temp_path )" << folder << R"(/fastcgi;
    uwsgi_temp_path )" << folder << R"(/uwsgi;
    scgi_temp_path )" << folder << R"(/scgi;
    log_format moments '$msec $request_method $uri $status $http_idempotency_key';
    access_log )" << folder << R"(/access.log moments;

    limit_req_zone $server_port zone=requests_429:64k rate=10r/s;
    limit_req_zone $server_port zone=requests_503:64k rate=10r/s;
    map $status $retry_after {
        429     $arg_later;
        503     $arg_later;
        default "";
    }
    server {
        listen 127.0.0.1:)" << port_ << R"(;
        add_header Retry-After $retry_after always;
        location / {
            return 200 "fine";
        }
        location = /says/limit {
            add_header RateLimit '"default";r=0;t=7' always;
            return 429;
        }
        location = /says/limit/503 {
            add_header RateLimit '"default";r=0;t=7' always;
            return 503;
        }
        location = /says/past {
            add_header Retry-After "Sun, 06 Nov 1994 08:49:37 GMT" always;
            return 503;
        }
        location = /says/milliseconds {
            add_header x-amz-retry-after 1500 always;
            return 503;
        }
        location = /429 {
            limit_req zone=requests_429 burst=9 nodelay;
            limit_req_status 429;
            empty_gif;
        }
        location = /503 {
            limit_req zone=requests_503 burst=9 nodelay;
            limit_req_status 503;
            empty_gif;
        }
    }
}
)";
    process_ = std::make_unique<process>(
        arguments{program_.string(), "-p", folder, "-c", folder + "/nginx.conf"},
        folder_.path() / "error.log");
    return comes_up(*process_, port_);
}

}  // namespace services
