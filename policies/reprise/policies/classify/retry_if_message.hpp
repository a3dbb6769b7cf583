// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_if_message.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_IF_MESSAGE_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_IF_MESSAGE_HPP

#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/failure_view.hpp>  // detail::message_of

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

struct contains_text {
    std::string_view text;

    [[nodiscard]] constexpr bool operator()(std::string_view message) const noexcept {
        return message.find(text) != std::string_view::npos;
    }
};

}  // namespace detail

/// \ingroup classify
/// \brief Retries the failures whose message a predicate accepts. See reprise::retry_if_message().
/// \tparam Predicate Takes a `std::string_view`, as `const`, and returns true or false.
///
/// \when A library throws one type for everything, and only the message tells a deadlock from a wrong statement.
///
/// \whennot There is a type or a code to look at: messages are changed, and translated, without notice.
///
/// \snippet docs/examples/more_classifiers.cpp message
///
/// \model{reprise::classifier_policy}
template <class Predicate>
class retry_if_message_t {
    static_assert(
        std::predicate<Predicate const&, std::string_view>,
        "retry_if_message: needs a text, or a predicate that is callable, as const, with a std::string_view and "
        "returns true or false");

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_if_message";

    /// \brief Every exception that has a message.
    using exceptions = exception_types<std::exception>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Takes the predicate.
    /// \param predicate The predicate.
    constexpr explicit retry_if_message_t(Predicate predicate) : predicate_{std::move(predicate)} {}

    /// \brief Asks the predicate about `what()`.
    /// \param exception The exception.
    /// \return Transient if the predicate accepts the message, else permanent.
    [[nodiscard]] constexpr verdict classify(std::exception const& exception) const
        noexcept(std::is_nothrow_invocable_v<Predicate const&, std::string_view>) {
        return said_of(exception.what());
    }

    /// \brief An exception without a message.
    /// \param other Does not matter.
    /// \return Permanent.
    [[nodiscard]] constexpr verdict classify(
        [[maybe_unused]] other_exception const& other) const noexcept {
        return verdict::permanent();
    }

    /// \brief Asks the predicate about the message of a returned error, see reprise::failure_view::message.
    /// \tparam Failure The type of the error.
    /// \param failure The error.
    /// \return Transient if the predicate accepts the message, else permanent.
    /// \throws std::bad_alloc if there is no memory for the text.
    template <class Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const {
        if constexpr (std::derived_from<Failure, std::exception>) {
            return said_of(failure.what());
        } else {
            return said_of(detail::message_of(failure));
        }
    }

    /// \brief Tells its text, if it was given one, to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe([[maybe_unused]] Out&& out) const {
        if constexpr (std::same_as<Predicate, detail::contains_text>) out("text", predicate_.text);
    }

  private:
    [[nodiscard]] constexpr verdict said_of(std::string_view message) const
        noexcept(std::is_nothrow_invocable_v<Predicate const&, std::string_view>) {
        return std::invoke(predicate_, message) ? verdict::transient() : verdict::permanent();
    }

    [[no_unique_address]] Predicate predicate_;
};

/// \ingroup classify
/// \brief Retries the failures whose message contains a text, or is accepted by a predicate.
///
/// Makes a reprise::retry_if_message_t, whose page says when to use it.
/// \tparam Condition A text, or the predicate's type.
/// \param condition A text that outlives the policy, such as a literal, or a predicate on a `std::string_view`.
/// \return The classifier.
template <class Condition>
[[nodiscard]] constexpr auto retry_if_message(Condition&& condition) {
    if constexpr (std::convertible_to<Condition, std::string_view>) {
        static_assert(
            !std::same_as<Condition, std::string>,
            "retry_if_message: the text must outlive the policy: hand over a literal, or a predicate that "
            "owns its text");
        return retry_if_message_t{detail::contains_text{std::forward<Condition>(condition)}};
    } else {
        return retry_if_message_t<std::decay_t<Condition>>{std::forward<Condition>(condition)};
    }
}

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_IF_MESSAGE_HPP
