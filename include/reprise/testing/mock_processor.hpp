// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::mock_processor. Needs GoogleMock.

#ifndef REPRISE_TESTING_MOCK_PROCESSOR_HPP
#define REPRISE_TESTING_MOCK_PROCESSOR_HPP

#include <gmock/gmock.h>

#include <utility>

namespace reprise::testing {

/// \ingroup testing
/// \brief A GoogleMock operation: the work that is retried, as a mock.
///
/// \tparam Signature What is called, such as `std::string(int)`; where the first parameter is a
/// `reprise::attempt const&`, the operation is told which attempt it is part of.
template <class Signature>
class mock_processor;

/// \ingroup testing
/// \brief A GoogleMock operation: the work that is retried, as a mock.
///
/// `EXPECT_CALL(processor, invoke(7)).WillOnce(Throw(error)).WillOnce(Return("body"));` It is called through
/// `retry(policy, processor, 7)`, or handed on as `std::ref(processor)`. In what GoogleMock prints of a call, it has
/// the name `Call`.
///
/// \snippet docs/examples/testing_kit.cpp mocks
/// \tparam Result What it returns.
/// \tparam Args   What it is called with.
template <class Result, class... Args>
class mock_processor<Result(Args...)> : public ::testing::MockFunction<Result(Args...)> {
  public:
    /// \brief The mocked function.
    /// \param args What an expectation matches.
    /// \return What an expectation says.
    Result invoke(Args... args) { return this->Call(std::forward<Args>(args)...); }

    /// \brief The same: a processor is called like the operation that it stands for.
    /// \param args What an expectation matches.
    /// \return What an expectation says.
    Result operator()(Args... args) { return this->Call(std::forward<Args>(args)...); }

    /// \cond
    // what EXPECT_CALL(processor, invoke(...)) and EXPECT_CALL(processor, invoke) expand to
    template <class... Matchers>
    auto gmock_invoke(Matchers&&... matchers) {
        return this->gmock_Call(std::forward<Matchers>(matchers)...);
    }
    /// \endcond
};

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_MOCK_PROCESSOR_HPP
