// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines flaky::options and how they are read from a command line.

#ifndef REPRISE_EXAMPLES_FLAKY_SERVICE_OPTIONS_HPP
#define REPRISE_EXAMPLES_FLAKY_SERVICE_OPTIONS_HPP

#include "fault.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace flaky {

/// \brief How an attempt reports a failure.
enum class channel : std::uint8_t {
    exceptions,  ///< It throws.
    expected,    ///< It returns the body or the failure.
    error_code   ///< It fills in an error code.
};

/// \brief What the command line can change.
struct options {
    std::uint64_t seed = 4;
    double faults = 0.4;
    std::vector<fault> script;  ///< Empty: faults come by chance.
    std::size_t documents = 40;
    std::size_t clients = 8;
    std::chrono::milliseconds timeout{150};
    bool async = false;            ///< Coroutines in one thread instead of threads.
    bool stream = false;           ///< The same, by streams that are resumed.
    std::size_t concurrency = 20;  ///< How many coroutines.
    flaky::channel channel = flaky::channel::exceptions;
    std::string timeline = "flaky_service.svg";
    bool full_table = false;
    bool quiet = false;
    bool help = false;
};

/// \brief A command line that cannot be understood; `what()` is one line that says why.
class usage_error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// \brief Reads a command line.
/// \param arguments The arguments after the program's name; `--name value` and `--name=value` are
///                  the same, and of an option given twice the last counts.
/// \return The options.
/// \throws flaky::usage_error at the first argument that is wrong
[[nodiscard]] options parse_options(std::span<char const* const> arguments);

/// \brief What `--help` prints.
/// \return The text.
[[nodiscard]] std::string help_text();

}  // namespace flaky

#endif  // REPRISE_EXAMPLES_FLAKY_SERVICE_OPTIONS_HPP
