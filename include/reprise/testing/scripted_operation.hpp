// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::testing::script: an operation that does what a test wrote down.

#ifndef REPRISE_TESTING_SCRIPTED_OPERATION_HPP
#define REPRISE_TESTING_SCRIPTED_OPERATION_HPP

#include <reprise/concepts/duration.hpp>
#include <reprise/policies/classify/mark.hpp>
#include <reprise/testing/virtual_clock.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>  // std::function
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace reprise::testing {

/// \ingroup testing
/// \brief An operation with a script: fail with these, then succeed.
///
/// ```cpp
/// auto fetch = reprise::testing::script<std::string>{}
///                  .fail_with(std::runtime_error{"reset"}, 2)
///                  .fail_with(http_error{503})
///                  .succeed_with("body");
/// ```
///
/// Each call does the next thing. A call after the last one throws a `std::logic_error` that says so, marked as
/// permanent: no policy retries it, so that a test cannot miss it.
///
/// It is called as an lvalue, and not copied, by every driver; `calls()` can be asked for afterwards. One thread at a
/// time.
///
/// \snippet docs/examples/testing_kit.cpp script
/// \tparam Result What a call returns: a value, an lvalue reference or `void`.
template <class Result>
class script {
    // a parameter has to have a type even where the function cannot be called
    using parameter = std::conditional_t<std::is_void_v<Result>, std::nullptr_t, Result>;

  public:
    /// \brief An empty script.
    script() = default;

    script(script const&) = delete;
    script& operator=(script const&) = delete;

    /// \brief Takes the rest of a script over.
    script(script&&) = default;
    /// \brief Takes the rest of a script over.
    /// \return This object.
    script& operator=(script&&) = default;

    /// \brief The next calls throw.
    /// \tparam Exception The type of the exception; of a `std::exception_ptr` what it points to is thrown.
    /// \param exception What is thrown: a copy in each call, but always the same object of a `std::exception_ptr`.
    /// \param times     How many calls.
    /// \return The script.
    template <class Exception>
    [[nodiscard]] script fail_with(Exception exception, std::uint64_t times = 1) && {
        if constexpr (std::same_as<Exception, std::exception_ptr>) {
            return then(
                [thrown = std::move(exception)]() -> Result { std::rethrow_exception(thrown); },
                times);
        } else {
            // NOLINTNEXTLINE(misc-throw-by-value-catch-by-reference,cert-err09-cpp,cert-err61-cpp): a copy of it
            return then([thrown = std::move(exception)]() -> Result { throw thrown; }, times);
        }
    }

    /// \brief The next calls return a value, which may be one that reports a failure.
    /// \param value What is returned; copied if there is more than one call.
    /// \param times How many calls; of a value that cannot be copied, one.
    /// \return The script.
    [[nodiscard]] script return_value(parameter value, std::uint64_t times = 1) && {
        static_assert(
            !std::is_void_v<Result>, "script<void>: there is no value to return, write succeed()");
        if constexpr (std::is_reference_v<Result>) {
            return then(
                [referred = std::addressof(value)]() -> Result { return *referred; }, times);
        } else if constexpr (std::copy_constructible<Result>) {
            return then([kept = std::move(value)]() -> Result { return kept; }, times);
        } else {
            if (times > 1)
                throw std::invalid_argument{
                    "script: a value that cannot be copied is returned once"};
            auto const kept = std::make_shared<Result>(std::move(value));
            return then([kept]() -> Result { return std::move(*kept); }, times);
        }
    }

    /// \brief The next call succeeds with a value.
    /// \param value What is returned.
    /// \return The script.
    [[nodiscard]] script succeed_with(parameter value) && {
        return std::move(*this).return_value(std::forward<parameter>(value));
    }

    /// \brief The next call succeeds, and returns nothing.
    /// \return The script.
    [[nodiscard]] script succeed() && {
        static_assert(
            std::is_void_v<Result>,
            "script: a call has to return a value, write succeed_with(value)");
        return then([] {}, 1);
    }

    /// \brief Each call takes time: it advances a virtual clock before it does what is written.
    /// \param span  How long a call takes.
    /// \param clock The clock; must outlive the script.
    /// \return The script.
    [[nodiscard]] script taking(duration span, virtual_clock& clock) && {
        span_ = span;
        clock_ = &clock;
        return std::move(*this);
    }

    /// \brief Does the next thing.
    /// \return What is written.
    /// \throws What is written; a `std::logic_error` where nothing is.
    Result operator()() {
        ++calls_;
        if (clock_ != nullptr) clock_->advance(span_);
        if (next_ == lines_.size()) {
            throw reprise::stop_now(std::logic_error{
                "script: call " + std::to_string(calls_) +
                " came, but the script ends after call " + std::to_string(written_)});
        }
        auto& line = lines_[next_];
        if (--line.times == 0) ++next_;
        return line.act();
    }

    /// \brief How often it was called.
    /// \return The count, past the script's end too.
    [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }

    /// \brief How many calls the script still provides for.
    /// \return Zero when all has happened that is written.
    [[nodiscard]] std::uint64_t calls_left() const noexcept {
        return calls_ < written_ ? written_ - calls_ : 0;
    }

  private:
    // what so many calls do
    struct written_outcome {
        std::function<Result()> act;
        std::uint64_t times;
    };

    [[nodiscard]] script then(std::function<Result()> act, std::uint64_t times) {
        if (times > 0) lines_.push_back({std::move(act), times});
        written_ += times;
        return std::move(*this);
    }

    std::vector<written_outcome> lines_;
    std::size_t next_ = 0;
    std::uint64_t calls_ = 0;
    std::uint64_t written_ = 0;
    duration span_ = duration::zero();
    virtual_clock* clock_ = nullptr;
};

}  // namespace reprise::testing

#endif  // REPRISE_TESTING_SCRIPTED_OPERATION_HPP
