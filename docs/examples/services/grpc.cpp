// SPDX-License-Identifier: Apache-2.0
#include <reprise/policies/classify/grpc.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;

// Every third call of it goes well.
class flaky : public grpc::CallbackGenericService {
  public:
    int calls() const { return calls_; }

  private:
    struct reactor : grpc::ServerGenericBidiReactor {
        explicit reactor(bool well) {
            if (well) {
                StartRead(&message);
            } else {
                Finish(grpc::Status{grpc::StatusCode::UNAVAILABLE, "not now"});
            }
        }
        void OnReadDone(bool) override { StartWriteAndFinish(&message, {}, grpc::Status::OK); }
        void OnDone() override { delete this; }
        grpc::ByteBuffer message;
    };

    grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
        return new reactor{++calls_ % 3 == 0};
    }

    std::atomic<int> calls_ = 0;
};

// What a generated stub does.
grpc::Status ask_balance(
    std::shared_ptr<grpc::Channel> const& channel, grpc::ClientContext& context) {
    grpc::GenericStub stub{channel};
    context.set_deadline(std::chrono::system_clock::now() + 5s);
    grpc::Slice const slice{"account 1"};
    grpc::ByteBuffer const request{&slice, 1};
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(
        &context, "/bank.Accounts/Balance", {}, &request, &response,
        [&done](grpc::Status status) { done.set_value(std::move(status)); });
    return done.get_future().get();
}

//! [pushback]
reprise::grpc_result ask_and_listen(std::shared_ptr<grpc::Channel> const& channel) {
    grpc::ClientContext context;
    auto const status = ask_balance(channel, context);
    return {status, context};
}
//! [pushback]

//! [config]
constexpr auto calls = reprise::compose(
    reprise::attempts{4}, reprise::exponential{10ms, 2.0, 1s}, reprise::full_jitter{},
    reprise::grpc_failures{});
constexpr auto config = reprise::to_grpc_service_config(calls);
//! [config]

}  // namespace

int main() {
    flaky service;
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&service);
    auto const server = builder.BuildAndStart();
    auto const address = "127.0.0.1:" + std::to_string(port);
    auto const credentials = grpc::InsecureChannelCredentials();

    //! [channel]
    grpc::ChannelArguments arguments;
    arguments.SetServiceConfigJSON(config.json("bank.Accounts"));
    auto const channel = grpc::CreateCustomChannel(address, credentials, arguments);
    grpc::ClientContext context;
    grpc::Status const inside = ask_balance(channel, context);
    //! [channel]
    std::cout << config.json("bank.Accounts") << '\n' << service.calls() << " calls\n";

    //! [outside]
    grpc::ChannelArguments plain;
    plain.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    auto const quiet = grpc::CreateCustomChannel(address, credentials, plain);
    grpc::Status const outside =
        reprise::retry(calls, reprise::idempotent([&] { return ask_and_listen(quiet); }));
    //! [outside]
    bool const well = inside.ok() && outside.ok() && service.calls() == 6;
    server->Shutdown(std::chrono::system_clock::now() + 5s);
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
