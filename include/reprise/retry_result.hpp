// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_result.

#ifndef REPRISE_RETRY_RESULT_HPP
#define REPRISE_RETRY_RESULT_HPP

#include <reprise/report.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

struct into_result;

template <class Value>
struct held_value {
    std::optional<Value> value;

    void take(Value&& taken) { value.emplace(std::move(taken)); }
    [[nodiscard]] bool has_value() const noexcept { return value.has_value(); }
    [[nodiscard]] Value& get() noexcept { return *value; }
    [[nodiscard]] Value const& get() const noexcept { return *value; }
};

template <class Value>
struct held_value<Value&> {
    Value* value = nullptr;

    void take(Value& taken) noexcept { value = std::addressof(taken); }
    [[nodiscard]] bool has_value() const noexcept { return value != nullptr; }
    [[nodiscard]] Value& get() const noexcept { return *value; }
};

template <class Value>
struct held_value<Value&&> : held_value<Value&> {
    // NOLINTNEXTLINE(cppcoreguidelines-rvalue-reference-param-not-moved): the reference is kept
    void take(Value&& taken) noexcept { this->value = std::addressof(taken); }
};

template <>
struct held_value<void> {
    bool value = false;

    void take() noexcept { value = true; }
    [[nodiscard]] bool has_value() const noexcept { return value; }
    void get() const noexcept {}
};

}  // namespace detail

/// \ingroup core
/// \brief What reprise::try_retry returns: what the last attempt returned or threw, and the report.
///
/// It is true exactly if the run succeeded. A failure that was returned (an expected with an error, say) is a value
/// here as well: `*result` is what the operation returned, and the report says that it is a failure.
/// \tparam Value What the operation returns: `void` and references too.
template <class Value>
class [[nodiscard]] retry_result {
  public:
    /// \brief Whether the run succeeded.
    /// \return Whether the stop reason is reprise::stop_reason::succeeded.
    [[nodiscard]] explicit operator bool() const noexcept {
        return report_.reason == stop_reason::succeeded;
    }

    /// \brief Whether the last attempt returned, a failure or not.
    /// \return False if it threw.
    [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }

    /// \brief What the last attempt returned.
    /// \return A reference to it.
    /// \throws What the last attempt threw, the same object.
    decltype(auto) value() & {
        rethrow_if_thrown();
        return value_.get();
    }

    /// \brief What the last attempt returned.
    /// \return A reference to it.
    /// \throws What the last attempt threw, the same object.
    decltype(auto) value() const& {
        rethrow_if_thrown();
        return value_.get();
    }

    /// \brief What the last attempt returned, to move from.
    /// \return The value.
    /// \throws What the last attempt threw, the same object.
    Value value() && {
        rethrow_if_thrown();
        if constexpr (!std::is_void_v<Value>) return static_cast<Value&&>(value_.get());
    }

    /// \brief What the last attempt returned; there must be a value.
    /// \return A reference to it.
    decltype(auto) operator*() & noexcept { return value_.get(); }

    /// \brief What the last attempt returned; there must be a value.
    /// \return A reference to it.
    decltype(auto) operator*() const& noexcept { return value_.get(); }

    /// \brief A member of what the last attempt returned; there must be a value.
    /// \constraint{`Value` is not `void`}
    /// \return Its address.
    [[nodiscard]] auto* operator->() noexcept
        requires(!std::is_void_v<Value>)
    {
        return std::addressof(value_.get());
    }

    /// \brief A member of what the last attempt returned; there must be a value.
    /// \constraint{`Value` is not `void`}
    /// \return Its address.
    [[nodiscard]] auto* operator->() const noexcept
        requires(!std::is_void_v<Value>)
    {
        return std::addressof(value_.get());
    }

    /// \brief What the last attempt threw.
    /// \return The exception, null if it returned.
    [[nodiscard]] std::exception_ptr const& exception() const noexcept { return exception_; }

    /// \brief What happened.
    /// \return The report.
    [[nodiscard]] reprise::report const& report() const noexcept { return report_; }

  private:
    friend struct try_retry_t;
    friend detail::into_result;

    void rethrow_if_thrown() const {
        if (exception_ != nullptr) std::rethrow_exception(exception_);
    }

    detail::held_value<Value> value_;
    std::exception_ptr exception_;
    reprise::report report_;
};

}  // namespace reprise

#endif  // REPRISE_RETRY_RESULT_HPP
