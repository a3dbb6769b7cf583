// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines where a returned value is looked at before it is handed on.

#ifndef REPRISE_DETAIL_SLOT_HPP
#define REPRISE_DETAIL_SLOT_HPP

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace reprise::detail {

// Holds what a call returned, constructed in place: unlike std::optional it needs no move, and no constructor of the
// value can mistake the call for an argument.
template <class Result>
class slot {
  public:
    slot() noexcept {
    }  // NOLINT(modernize-use-equals-default): the union member stays without a value
    slot(slot const&) = delete;
    slot& operator=(slot const&) = delete;
    ~slot() { clear(); }

    template <class Call>
    [[gnu::always_inline]] void fill(Call const& call) {
        // a call may return a const value
        ::new (const_cast<std::remove_cv_t<Result>*>(std::addressof(value_))) Result(call());
        full_ = true;
    }

    void take(Result&& value) {
        ::new (static_cast<void*>(std::addressof(value_))) Result(std::move(value));
        full_ = true;
    }

    void clear() noexcept {
        if (full_) value_.~Result();
        full_ = false;
    }

    [[nodiscard]] Result& value() noexcept { return value_; }

  private:
    union {
        Result value_;
    };
    bool full_ = false;
};

template <>
class slot<void> {
  public:
    template <class Call>
    [[gnu::always_inline]] void fill(Call const& call) {
        call();
    }

    void clear() noexcept {}
};

template <class Result>
class slot<Result&> {
  public:
    template <class Call>
    [[gnu::always_inline]] void fill(Call const& call) {
        value_ = std::addressof(call());
    }

    void take(Result& value) noexcept { value_ = std::addressof(value); }

    void clear() noexcept { value_ = nullptr; }

    [[nodiscard]] Result& value() noexcept { return *value_; }

  private:
    Result* value_ = nullptr;
};

template <class Result>
class slot<Result&&> {
  public:
    template <class Call>
    [[gnu::always_inline]] void fill(Call const& call) {
        auto&& value = call();
        value_ = std::addressof(value);
    }

    void clear() noexcept { value_ = nullptr; }

    [[nodiscard]] Result& value() noexcept { return *value_; }

  private:
    Result* value_ = nullptr;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_SLOT_HPP
