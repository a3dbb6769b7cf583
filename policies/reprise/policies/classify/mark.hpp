// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the marks by which an operation decides for itself: reprise::stop_now and reprise::retry_anyway.

#ifndef REPRISE_POLICIES_CLASSIFY_MARK_HPP
#define REPRISE_POLICIES_CLASSIFY_MARK_HPP

#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/verdict.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief What the operation itself says of a failure; it overrules every classifier.
class mark {
  public:
    /// \brief Says what the failure is.
    /// \param verdict What the operation says.
    constexpr explicit mark(reprise::verdict verdict) noexcept : verdict_{verdict} {}

    /// \brief Polymorphic, so that a handler for marks finds the exception that carries it.
    virtual constexpr ~mark() = default;

    /// \brief What the operation says.
    /// \return The verdict.
    [[nodiscard]] constexpr reprise::verdict verdict() const noexcept { return verdict_; }

  protected:
    /// \brief Copies with the object that carries it.
    constexpr mark(mark const&) noexcept = default;
    /// \brief Copies with the object that carries it.
    constexpr mark& operator=(mark const&) noexcept = default;

  private:
    reprise::verdict verdict_;
};

/// \ingroup classify
/// \brief An exception or a result with a mark. It is a `Value`: `catch (Value const&)` catches it.
/// \tparam Value A class that can be derived from.
template <class Value>
class with_mark : public Value, public mark {
    static_assert(
        std::is_class_v<Value> && !std::is_final_v<Value>,
        "stop_now, retry_anyway: the marked value must be of a class that can be derived from, so that "
        "whoever catches it still can; return reprise::marked<T>{value, verdict} for other types");

  public:
    /// \brief Adds a mark.
    /// \param value   The exception or the result.
    /// \param verdict What the operation says of it.
    constexpr with_mark(Value value, reprise::verdict verdict)
        : Value(std::move(value)), mark{verdict} {}
};

namespace detail {

template <class Value>
struct unmarked : std::type_identity<Value> {};
template <class Value>
struct unmarked<with_mark<Value>> : std::type_identity<Value> {};

// What is already marked gets the new mark instead of the old one: with two, neither would be found.
template <class Value>
using marked_t = with_mark<typename unmarked<std::decay_t<Value>>::type>;

}  // namespace detail

/// \ingroup classify
/// \brief Marks a failure as permanent, whatever the classifier would say: `throw stop_now(error)`, or
/// `return stop_now(result)` from an operation that returns reprise::marked.
/// \tparam Value The type of the exception or result.
/// \param value The exception or result.
/// \return The same with the mark on it.
template <class Value>
[[nodiscard]] constexpr detail::marked_t<Value> stop_now(Value&& value) {
    return {std::forward<Value>(value), verdict::permanent()};
}

/// \ingroup classify
/// \brief Marks a failure as transient, whatever the classifier would say: `throw retry_anyway(error)`, or
/// `return retry_anyway(result)` from an operation that returns reprise::marked.
///
/// The stop condition still holds: this allows another attempt, it does not promise one.
/// \tparam Value The type of the exception or result.
/// \param value The exception or result.
/// \return The same with the mark on it.
template <class Value>
[[nodiscard]] constexpr detail::marked_t<Value> retry_anyway(Value&& value) {
    return {std::forward<Value>(value), verdict::transient()};
}

/// \ingroup classify
/// \brief Like reprise::retry_anyway, with a delay that the other side asked for.
/// \tparam Value The type of the exception or result.
/// \param value The exception or result.
/// \param delay How long the other side asked to wait; see reprise::verdict for how it is used.
/// \return The same with the mark on it.
template <class Value>
[[nodiscard]] constexpr detail::marked_t<Value> retry_after(Value&& value, any_duration delay) {
    return {std::forward<Value>(value), verdict::throttled().after(delay)};
}

/// \ingroup classify
/// \brief What an operation returns that marks some of its results. The caller of reprise::retry gets the `Result`.
///
/// \snippet docs/examples/marks.cpp returned
/// \tparam Result What the caller gets.
template <std::movable Result>
class marked {
  public:
    /// \brief A result without a mark: judged like any other.
    /// \param result The result.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): lets an operation return plain results
    constexpr marked(Result result) : result_{std::move(result)} {}

    /// \brief A marked result.
    /// \constraint{`Result` is a class that can be derived from}
    /// \param result The result.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): so that stop_now(result) can be returned
    constexpr marked(with_mark<Result> result)
        requires std::is_class_v<Result> && (!std::is_final_v<Result>)
        : verdict_{result.verdict()}, result_{static_cast<Result&&>(result)} {}

    /// \brief A result of any type with a verdict.
    /// \param result  The result.
    /// \param verdict What the operation says of it.
    constexpr marked(Result result, reprise::verdict verdict)
        : verdict_{verdict}, result_{std::move(result)} {}

    /// \brief The result.
    /// \return A reference to it.
    [[nodiscard]] constexpr Result const& result() const& noexcept { return result_; }

    /// \brief The result.
    /// \return A reference to move from.
    [[nodiscard]] constexpr Result&& result() && noexcept { return std::move(result_); }

    /// \brief What the operation says.
    /// \return The verdict, or nothing.
    [[nodiscard]] constexpr judgement_t<Result> verdict() const noexcept { return verdict_; }

  private:
    judgement_t<Result> verdict_;
    Result result_;
};

/// \ingroup classify
/// \brief A marked result has failed where it says so; without a mark, what it holds decides.
/// \tparam Result What the caller gets.
template <class Result>
struct outcome_traits<marked<Result>> {
    /// \brief It can fail.
    static constexpr bool can_fail = true;

    /// \brief Whether it is marked, or what it holds has failed.
    /// \param value What the operation returned.
    /// \return Whether the attempt failed.
    [[nodiscard]] static constexpr bool failed(marked<Result> const& value) noexcept {
        if (value.verdict()) return true;
        if constexpr (outcome_traits<Result>::can_fail) {
            return outcome_traits<Result>::failed(value.result());
        } else {
            return false;
        }
    }

    /// \brief Shows a visitor the error of what it holds, or all of it where that holds none.
    /// \tparam Visitor Called with the one or the other; returns the same type for both.
    /// \param value   A value that failed.
    /// \param visitor What to call.
    /// \return What the visitor returns.
    template <class Visitor>
    static constexpr decltype(auto) visit(marked<Result> const& value, Visitor&& visitor) {
        if constexpr (outcome_traits<Result>::can_fail) {
            if (outcome_traits<Result>::failed(value.result())) {
                return std::forward<Visitor>(visitor)(
                    outcome_traits<Result>::error(value.result()));
            }
        }
        return std::forward<Visitor>(visitor)(value.result());
    }

    /// \brief What the operation itself says of it.
    /// \param value What the operation returned.
    /// \return The verdict of the mark, or nothing.
    [[nodiscard]] static constexpr judgement_t<Result> mark_of(
        marked<Result> const& value) noexcept {
        return value.verdict();
    }

    /// \brief What the caller gets.
    /// \param value What the operation returned.
    /// \return The result without the mark.
    [[nodiscard]] static constexpr Result release(marked<Result>&& value) noexcept(
        std::is_nothrow_move_constructible_v<Result>) {
        return std::move(value).result();
    }
};

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_MARK_HPP
