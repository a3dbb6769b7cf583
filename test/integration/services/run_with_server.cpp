// SPDX-License-Identifier: Apache-2.0

// Starts a server, runs a program that finds it through its environment, and ends as that does.
#include "servers.hpp"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

int run(char const* program) {
    services::temporary_folder const folder{std::nullopt};
    auto const output = folder.path() / "output";
    services::process child{{program}, output};
    int const code = child.wait();
    std::cout << services::contents(output);
    return code;
}

void tell(char const* name, std::string const& value) { ::setenv(name, value.c_str(), 1); }

int with(std::string const& server, char const* program) {
    if (server == "postgresql") {
        services::postgresql_server const running;
        tell("BANK", running.options());
        return run(program);
    }
    if (server == "redis") {
        services::redis_server const running;
        tell("REDIS_PORT", std::to_string(running.port()));
        return run(program);
    }
    if (server == "nginx") {
        services::nginx_server const running;
        tell("HTTP_PORT", std::to_string(running.port()));
        return run(program);
    }
    std::cerr << "run_with_server: there is no server '" << server << "'\n";
    return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: run_with_server postgresql|redis|nginx <program>\n";
        return EXIT_FAILURE;
    }
    try {
        return with(argv[1], argv[2]);
    } catch (services::not_installed const& missing) {
        std::cerr << argv[2] << " is not run: " << missing.what() << '\n';
        char const* const ci = std::getenv("CI");
        return ci != nullptr && std::strcmp(ci, "true") == 0 ? EXIT_FAILURE : 77;
    } catch (std::exception const& error) {
        std::cerr << "run_with_server: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
