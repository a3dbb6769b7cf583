// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::async_mock_processor and reprise::testing::async_mock_source. Needs GoogleMock.

#ifndef REPRISE_TESTING_ASYNC_MOCK_PROCESSOR_HPP
#define REPRISE_TESTING_ASYNC_MOCK_PROCESSOR_HPP

#include <gmock/gmock.h>

#include <utility>

namespace reprise::testing {

/// \ingroup testing
/// \brief A mocked operation whose attempts are awaited. See its specialisation for function types.
/// \tparam Signature The operation's signature.
template <class Signature>
class async_mock_processor;

/// \ingroup testing
/// \brief A mocked operation whose attempts are awaited: `EXPECT_CALL(processor, async_invoke(...))`, then
/// `async_retry(policy, std::ref(processor))` or `[&] { return processor.async_invoke(...); }`.
///
/// An action returns a coroutine: `.WillOnce([]() -> task<int> { throw timeout{}; co_return 0; })`.
/// \tparam Coroutine What it returns.
/// \tparam Args      What it takes.
template <class Coroutine, class... Args>
class async_mock_processor<Coroutine(Args...)>
    : public ::testing::MockFunction<Coroutine(Args...)> {
  public:
    /// \brief One attempt.
    /// \param args What the operation takes.
    /// \return What the action returns.
    Coroutine async_invoke(Args... args) { return this->Call(std::forward<Args>(args)...); }

    /// \brief The same.
    /// \param args What the operation takes.
    /// \return What the action returns.
    Coroutine operator()(Args... args) { return this->Call(std::forward<Args>(args)...); }

    /// \cond
    // what EXPECT_CALL(processor, async_invoke(...)) and EXPECT_CALL(processor, async_invoke) expand to
    template <class... Matchers>
    auto gmock_async_invoke(Matchers&&... matchers) {
        return this->gmock_Call(std::forward<Matchers>(matchers)...);
    }
    /// \endcond
};

/// \ingroup testing
/// \brief A mocked source of a stream: `EXPECT_CALL(source, next)`. Hand it over as `source.stream()`.
/// \tparam Coroutine What `next` returns: it yields a `std::optional` of an item.
template <class Coroutine>
class async_mock_source {
  public:
    /// \cond
    MOCK_METHOD(Coroutine, next, ());
    /// \endcond

    /// \brief What a factory can return: it may be moved and destroyed, and asks the mock.
    class handle {
      public:
        /// \brief Of a mock, which has to outlive it.
        /// \param mocked The mock.
        explicit handle(async_mock_source& mocked) noexcept : mocked_{&mocked} {}

        /// \brief The next item.
        /// \return What the action returns.
        [[nodiscard]] Coroutine next() { return mocked_->next(); }

      private:
        async_mock_source* mocked_;
    };

    /// \brief A source that asks this mock.
    /// \return The handle.
    [[nodiscard]] handle stream() noexcept { return handle{*this}; }
};

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_ASYNC_MOCK_PROCESSOR_HPP
