// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/log/spdlog.hpp>
#include <reprise/retry.hpp>

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>

int main() {
    using namespace std::chrono_literals;
    std::ostringstream log;
    //! [log_to_spdlog]
    auto const sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
    auto const logger = std::make_shared<spdlog::logger>("fetch", sink);
    auto const policy = reprise::compose(
        reprise::attempts{2}, reprise::constant{1ms}, reprise::log_to_spdlog{logger});
    //! [log_to_spdlog]
    auto const result = reprise::try_retry(policy, [] { throw std::runtime_error{"down"}; });
    return !result && log.str().find("[warning]") != std::string::npos ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
