// SPDX-License-Identifier: Apache-2.0
#include "doc_table.hpp"

#include <reprise/policies/classify/grpc.hpp>
#include <reprise/retry.hpp>
#include <reprise/services/grpc_service_config.hpp>
#include <reprise/testing/mock_logger.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using grpc::StatusCode;
using reprise::verdict;

// A policy that a channel can run, with delays that a test can wait for.
constexpr auto policy = reprise::compose(
    reprise::attempts{4}, reprise::exponential{1ms, 2.0, 4ms}, reprise::full_jitter{},
    reprise::grpc_failures{});
constexpr auto config = reprise::to_grpc_service_config(policy);
static_assert(config.max_attempts == 4);
static_assert(config.initial_backoff == 1ms);
static_assert(config.max_backoff == 4ms);
static_assert(config.backoff_multiplier == 2.0);
static_assert(config.retryable_status_codes == std::array{StatusCode::UNAVAILABLE});

// Answers every call of every method by what it was told, one status after the other, then OK; and counts.
class server : public grpc::CallbackGenericService {
  public:
    server() {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
        builder.RegisterCallbackGenericService(this);
        running_ = builder.BuildAndStart();
        if (running_ == nullptr) throw std::runtime_error{"the gRPC server did not start"};
    }
    ~server() override { running_->Shutdown(std::chrono::system_clock::now() + 5s); }
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    void answer(
        std::vector<StatusCode> codes, std::string pushback = {}, std::string details = {}) {
        std::lock_guard const lock{mutex_};
        answers_ = std::move(codes);
        pushback_ = std::move(pushback);
        details_ = std::move(details);
        previous_attempts_.clear();
    }

    // What each call said of the attempts before it; one entry a call.
    [[nodiscard]] std::vector<std::string> previous_attempts() {
        std::lock_guard const lock{mutex_};
        return previous_attempts_;
    }

  private:
    class reactor : public grpc::ServerGenericBidiReactor {
      public:
        reactor(grpc::Status status) : status_{std::move(status)} {
            if (!status_.ok()) {
                Finish(status_);
                return;
            }
            StartRead(&message_);
        }
        void OnReadDone(bool) override { StartWriteAndFinish(&message_, {}, grpc::Status::OK); }
        void OnDone() override { delete this; }

      private:
        grpc::Status status_;
        grpc::ByteBuffer message_;
    };

    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
        std::lock_guard const lock{mutex_};
        auto const& metadata = context->client_metadata();
        auto const said = metadata.find("grpc-previous-rpc-attempts");
        previous_attempts_.emplace_back(
            said == metadata.end() ? "" : std::string{said->second.data(), said->second.size()});
        auto const number = previous_attempts_.size() - 1;
        auto const code = number < answers_.size() ? answers_[number] : StatusCode::OK;
        if (code != StatusCode::OK && !pushback_.empty())
            context->AddTrailingMetadata("grpc-retry-pushback-ms", pushback_);
        return new reactor{grpc::Status{code, "as told", code == StatusCode::OK ? "" : details_}};
    }

    std::mutex mutex_;
    std::vector<StatusCode> answers_;
    std::string pushback_;
    std::string details_;
    std::vector<std::string> previous_attempts_;
    int port_ = 0;
    std::unique_ptr<grpc::Server> running_;
};

class grpc_channel : public testing::Test {
  protected:
    server server_;

    // A channel that runs a service config, or retries nothing.
    [[nodiscard]] grpc::GenericStub stub(std::string const& json) const {
        grpc::ChannelArguments arguments;
        arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, json.empty() ? 0 : 1);
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        if (!json.empty()) arguments.SetServiceConfigJSON(json);
        return grpc::GenericStub{grpc::CreateCustomChannel(
            server_.address(), grpc::InsecureChannelCredentials(), arguments)};
    }

    [[nodiscard]] static grpc::Status call(
        grpc::GenericStub& stub, std::string const& method = "/bank.Accounts/Get") {
        grpc::ClientContext context;
        return call(stub, method, context);
    }

    [[nodiscard]] static grpc::Status call(
        grpc::GenericStub& stub, std::string const& method, grpc::ClientContext& context) {
        context.set_deadline(std::chrono::system_clock::now() + 20s);
        context.set_wait_for_ready(true);
        grpc::Slice const slice{"ask"};
        grpc::ByteBuffer const request{&slice, 1};
        grpc::ByteBuffer response;
        std::promise<grpc::Status> done;
        stub.UnaryCall(
            &context, method, grpc::StubOptions{}, &request, &response,
            [&](grpc::Status status) { done.set_value(std::move(status)); });
        return done.get_future().get();
    }
};

TEST_F(grpc_channel, runs_the_printed_policy_and_makes_its_attempts) {
    auto channel = stub(config.json());
    server_.answer({StatusCode::UNAVAILABLE, StatusCode::UNAVAILABLE});
    EXPECT_TRUE(call(channel).ok());
    EXPECT_THAT(server_.previous_attempts(), testing::ElementsAre("", "1", "2"));
}

TEST_F(grpc_channel, gives_up_after_the_attempts_of_the_policy) {
    auto channel = stub(config.json());
    server_.answer(std::vector(10, StatusCode::UNAVAILABLE));
    EXPECT_EQ(call(channel).error_code(), StatusCode::UNAVAILABLE);
    EXPECT_THAT(server_.previous_attempts(), testing::ElementsAre("", "1", "2", "3"));
}

TEST_F(grpc_channel, does_not_retry_what_the_policy_does_not_list) {
    auto channel = stub(config.json());
    server_.answer({StatusCode::UNAVAILABLE, StatusCode::RESOURCE_EXHAUSTED});
    EXPECT_EQ(call(channel).error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(server_.previous_attempts().size(), 2);
}

TEST_F(grpc_channel, retries_every_code_that_the_policy_lists) {
    constexpr auto wider = reprise::to_grpc_service_config(reprise::compose(
        reprise::retries{2}, reprise::constant{1ms}, reprise::full_jitter{},
        reprise::grpc_retry_on<StatusCode::ABORTED, StatusCode::DATA_LOSS>{}));
    auto channel = stub(wider.json());
    server_.answer({StatusCode::ABORTED, StatusCode::DATA_LOSS});
    EXPECT_TRUE(call(channel).ok());
    EXPECT_EQ(server_.previous_attempts().size(), 3);
}

TEST_F(grpc_channel, retries_only_the_method_that_the_config_names) {
    auto channel = stub(config.json("bank.Accounts", "Get"));
    server_.answer({StatusCode::UNAVAILABLE});
    EXPECT_TRUE(call(channel).ok());
    EXPECT_EQ(server_.previous_attempts().size(), 2);
    server_.answer({StatusCode::UNAVAILABLE});
    EXPECT_EQ(call(channel, "/bank.Accounts/Transfer").error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(server_.previous_attempts().size(), 1);
}

TEST_F(grpc_channel, obeys_a_pushback_that_says_never) {
    auto channel = stub(config.json());
    server_.answer({StatusCode::UNAVAILABLE}, "-1");
    EXPECT_EQ(call(channel).error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(server_.previous_attempts().size(), 1);
}

TEST_F(grpc_channel, makes_the_same_attempts_when_the_library_runs_the_policy) {
    auto channel = stub("");
    reprise::testing::virtual_clock clock;
    auto const outside = reprise::with(policy, std::ref(clock));
    for (std::size_t const failures : {0U, 2U, 10U}) {
        server_.answer(std::vector(failures, StatusCode::UNAVAILABLE));
        auto const status = reprise::retry(outside, [&] { return call(channel); });
        EXPECT_EQ(status.ok(), failures < 4) << failures;
        EXPECT_EQ(server_.previous_attempts().size(), std::min<std::size_t>(failures + 1, 4));
    }
}

TEST_F(grpc_channel, makes_no_second_attempt_of_what_must_not_happen_twice) {
    auto channel = stub("");
    server_.answer({StatusCode::UNAVAILABLE});
    auto const status =
        reprise::retry(policy, reprise::non_idempotent([&] { return call(channel); }));
    EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(status.error_message(), "as told");
    EXPECT_EQ(server_.previous_attempts().size(), 1);
}

class grpc_hint : public grpc_channel {
  protected:
    grpc::GenericStub channel_ = stub("");
    reprise::testing::virtual_clock clock_;

    [[nodiscard]] grpc::Status run() {
        auto const hinted = reprise::with(policy, reprise::no_jitter{}, std::ref(clock_));
        return reprise::retry(hinted, [&] {
            grpc::ClientContext context;
            auto status = call(channel_, "/bank.Accounts/Get", context);
            return reprise::grpc_result{std::move(status), context};
        });
    }
};

TEST_F(grpc_hint, of_a_pushback_is_waited) {
    server_.answer({StatusCode::UNAVAILABLE, StatusCode::UNAVAILABLE}, "250");
    EXPECT_TRUE(run().ok());
    EXPECT_EQ(clock_.waits(), (std::vector<reprise::duration>{250ms, 250ms}));
    EXPECT_EQ(server_.previous_attempts().size(), 3);
}

TEST_F(grpc_hint, of_a_pushback_that_says_never_is_obeyed) {
    server_.answer({StatusCode::UNAVAILABLE}, "-1");
    EXPECT_EQ(run().error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(server_.previous_attempts().size(), 1);
}

TEST_F(grpc_hint, does_not_make_a_failure_transient_that_is_not) {
    server_.answer({StatusCode::INTERNAL}, "250");
    EXPECT_EQ(run().error_code(), StatusCode::INTERNAL);
    EXPECT_EQ(server_.previous_attempts().size(), 1);
}

// google.rpc.Status{code 14, details [RetryInfo{retry_delay {seconds 1, nanos 500'000'000}}]}
std::string details() {
    std::string const duration{"\x08\x01\x10\x80\xca\xb5\xee\x01", 8};
    std::string const info = std::string{"\x0a\x08"} + duration;
    std::string const url = "type.googleapis.com/google.rpc.RetryInfo";
    std::string const any = "\x0a" + std::string{static_cast<char>(url.size())} + url + "\x12" +
                            std::string{static_cast<char>(info.size())} + info;
    return std::string{"\x08\x0e\x1a"} + static_cast<char>(any.size()) + any;
}

TEST_F(grpc_hint, of_a_retry_info_is_waited) {
    server_.answer({StatusCode::UNAVAILABLE}, {}, details());
    EXPECT_TRUE(run().ok());
    EXPECT_EQ(clock_.waits(), (std::vector<reprise::duration>{1500ms}));
}

TEST(grpc_service_config, is_the_json_of_grfc_a6) {
    constexpr auto some = reprise::to_grpc_service_config(reprise::compose(
        reprise::attempts{5}, reprise::exponential{100ms, 1.6, 2500ms},
        reprise::grpc_retry_on<StatusCode::UNAVAILABLE, StatusCode::RESOURCE_EXHAUSTED>{}));
    EXPECT_EQ(
        some.json("bank.Accounts"),
        R"({"methodConfig":[{"name":[{"service":"bank.Accounts"}],"retryPolicy":{"maxAttempts":5,)"
        R"("initialBackoff":"0.100s","maxBackoff":"2.500s","backoffMultiplier":1.6,)"
        R"("retryableStatusCodes":["UNAVAILABLE","RESOURCE_EXHAUSTED"]}}]})");
    EXPECT_THAT(
        config.json(), testing::AllOf(
                           testing::HasSubstr(R"("name":[{}])"),
                           testing::HasSubstr(R"("initialBackoff":"0.001s")"),
                           testing::HasSubstr(R"("backoffMultiplier":2,)")));
    EXPECT_THAT(
        config.json("bank.Accounts", "Get"),
        testing::HasSubstr(R"("name":[{"service":"bank.Accounts","method":"Get"}])"));
}

TEST(grpc_service_config, refuses_names_that_would_be_something_else_in_json) {
    EXPECT_THROW((void)config.json("a\"b"), std::invalid_argument);
    EXPECT_THROW((void)config.json("a", "b\\"), std::invalid_argument);
    EXPECT_THROW((void)config.json("", "Get"), std::invalid_argument);
}

template <class... Parts>
void expect_refused(std::string const& why, Parts const&... parts) {
    try {
        (void)reprise::to_grpc_service_config(reprise::compose(reprise::grpc_failures{}, parts...));
        ADD_FAILURE() << "not refused: " << why;
    } catch (std::invalid_argument const& refused) {
        EXPECT_THAT(refused.what(), testing::HasSubstr(why));
    }
}

TEST(grpc_service_config, refuses_numbers_that_are_known_at_run_time_only) {
    expect_refused("at least 2 attempts", reprise::attempts{1});
    expect_refused("at most 5 attempts, whatever it is told, got 6", reprise::attempts{6});
    expect_refused("at most 5 attempts", reprise::retries{5});
    expect_refused("a delay above zero", reprise::constant{0ms});
    expect_refused("whole milliseconds", reprise::constant{1500us});
    expect_refused("whole milliseconds", reprise::exponential{1ms, 2.0, 2500us});
}

TEST(grpc_table, is_what_the_code_does_for_every_code_there_is) {
    auto const rows =
        doc_table(std::filesystem::path{REPRISE_DOCS} / "services/grpc.md", "service_grpc_codes");
    int expected = 1;
    for (auto const& row : rows) {
        auto const code = static_cast<StatusCode>(std::stoi(row.at(0)));
        EXPECT_EQ(static_cast<int>(code), expected++);
        EXPECT_EQ(reprise::detail::grpc_name_of(code), row.at(1));
        EXPECT_EQ(in_words(reprise::grpc_failures{}.classify(code)), row.at(2)) << row.at(1);
        EXPECT_EQ(in_words(reprise::grpc_failures{}.classify(grpc::Status{code, ""})), row.at(2));
        EXPECT_EQ(reprise::detail::grpc_name_of(code), row.at(1));
        constexpr reprise::grpc_retry_on<
            StatusCode::CANCELLED, StatusCode::UNKNOWN, StatusCode::INVALID_ARGUMENT,
            StatusCode::DEADLINE_EXCEEDED, StatusCode::NOT_FOUND, StatusCode::ALREADY_EXISTS,
            StatusCode::PERMISSION_DENIED, StatusCode::RESOURCE_EXHAUSTED,
            StatusCode::FAILED_PRECONDITION, StatusCode::ABORTED, StatusCode::OUT_OF_RANGE,
            StatusCode::UNIMPLEMENTED, StatusCode::INTERNAL, StatusCode::UNAVAILABLE,
            StatusCode::DATA_LOSS, StatusCode::UNAUTHENTICATED>
            all;
        EXPECT_EQ(in_words(all.classify(code)), row.at(4)) << row.at(1);
    }
    EXPECT_EQ(rows.size(), 16);
    EXPECT_EQ(reprise::grpc_failures{}.classify(reprise::other_exception{}), verdict::permanent());
}

TEST(grpc_result, says_its_code_and_the_servers_words) {
    reprise::grpc_result const error{grpc::Status{StatusCode::UNAVAILABLE, "on its way down"}};
    EXPECT_EQ(error.message(), "14: on its way down");
    EXPECT_EQ(reprise::failure_view::of_value(error).message(), "14: on its way down");
}

}  // namespace
