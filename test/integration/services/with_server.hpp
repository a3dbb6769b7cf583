// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines with_server: what a test needs a server for is skipped where that is not installed, and fails in CI.

#ifndef TEST_INTEGRATION_SERVICES_WITH_SERVER_HPP
#define TEST_INTEGRATION_SERVICES_WITH_SERVER_HPP

#include "servers.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace services {

/// \brief A test that talks to a server; all tests of a program share one.
template <class Server>
class with_server : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        try {
            server_ = std::make_unique<Server>();
        } catch (not_installed const& missing) {
            missing_ = missing.what();
        }
    }
    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override {
        if (server_ != nullptr) return;
        char const* const ci = std::getenv("CI");
        if (ci != nullptr && std::string{ci} == "true")
            FAIL() << "in CI the server has to be there: " << missing_;
        GTEST_SKIP() << missing_;
    }

    [[nodiscard]] static bool has_server() { return server_ != nullptr; }
    [[nodiscard]] static Server& server() { return *server_; }

  private:
    static inline std::unique_ptr<Server> server_;
    static inline std::string missing_;
};

}  // namespace services

#endif  // TEST_INTEGRATION_SERVICES_WITH_SERVER_HPP
