// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_on_condition.

#ifndef REPRISE_POLICIES_CLASSIFY_RETRY_ON_CONDITION_HPP
#define REPRISE_POLICIES_CLASSIFY_RETRY_ON_CONDITION_HPP

#include <reprise/concepts/classifier_policy.hpp>

#include <boost/system/system_error.hpp>

#include <concepts>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup classify
/// \brief Retries failures whose error code matches one of some conditions. See reprise::retry_on_condition().
/// \tparam Condition Each a `std::error_condition` or an enumeration of conditions, such as `std::errc`.
///
/// \when Errors come as codes, thrown or returned, and a few are known to pass.
///
/// \whennot The usual ones are meant: reprise::transient has them.
///
/// \snippet docs/examples/more_classifiers.cpp condition
///
/// \model{reprise::classifier_policy}
template <class... Condition>
class retry_on_condition_t {
    static_assert(sizeof...(Condition) > 0, "retry_on_condition: needs at least one condition");

  public:
    /// \brief What a description calls it.
    static constexpr char const* name = "retry_on_condition";

    /// \brief What carries an error code.
    using exceptions = exception_types<std::system_error, boost::system::system_error>;

    /// \brief It does not know which failures are ambiguous.
    static constexpr bool ignores_ambiguity = true;

    /// \brief Takes the conditions.
    /// \param condition Each condition.
    constexpr explicit retry_on_condition_t(Condition... condition) noexcept
        : conditions_{condition...} {}

    /// \brief Compares the failure's code with each condition.
    /// \tparam Failure The type by which the failure was caught or returned: it is an error code, an enumeration of
    ///                 codes or conditions, or it has a `code()`; everything else is permanent.
    /// \param failure The failure.
    /// \return Transient if its code matches a condition, else permanent.
    template <class Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const noexcept {
        return matches(failure) ? verdict::transient() : verdict::permanent();
    }

    /// \brief Tells its parameters to whoever describes a policy, see reprise::describe.
    /// \tparam Out Called with a name and a value.
    /// \param out Is told each parameter.
    template <class Out>
    constexpr void describe(Out&& out) const {
        std::apply([&out](auto const&... condition) { (tell(out, condition), ...); }, conditions_);
    }

  private:
    // the number of a condition means something in its category, or its enumeration, alone
    template <class Out, class One>
    static constexpr void tell(Out& out, One const& condition) {
        if constexpr (std::is_enum_v<One>) {
            if constexpr (!std::is_same_v<One, std::errc>) out.template type<One>("type");
            out("condition", static_cast<std::underlying_type_t<One>>(condition));
        } else {
            out("category", static_cast<std::error_condition>(condition).category().name());
            out("condition", static_cast<std::error_condition>(condition).value());
        }
    }

    template <class Failure>
    [[nodiscard]] bool matches(Failure const& failure) const noexcept {
        if constexpr (std::convertible_to<Failure const&, std::error_code>) {
            return equals_one(static_cast<std::error_code>(failure));
        } else if constexpr (std::convertible_to<Failure const&, std::error_condition>) {
            return equals_one(static_cast<std::error_condition>(failure));
        } else if constexpr (requires {
                                 { failure.code() } -> std::convertible_to<std::error_code>;
                             }) {
            return equals_one(static_cast<std::error_code>(failure.code()));
        } else {
            return false;
        }
    }

    template <class Code>
    [[nodiscard]] bool equals_one(Code const& code) const noexcept {
        return std::apply(
            [&code](auto const&... condition) {
                return ((code == static_cast<std::error_condition>(condition)) || ...);
            },
            conditions_);
    }

    std::tuple<Condition...> conditions_;
};

/// \ingroup classify
/// \brief Retries failures whose error code matches one of the conditions, whatever the code's category:
/// `retry_on_condition(std::errc::timed_out, std::errc::connection_reset)`.
///
/// The comparison is that of the standard library, `code == condition`: each category says for itself to which
/// conditions its codes belong, so that one list serves the system's errors, Asio's and one's own.
///
/// Makes a reprise::retry_on_condition_t, whose page says when to use it.
/// \tparam Condition Each a `std::error_condition` or an enumeration of conditions, such as `std::errc`.
/// \param condition Each condition.
/// \return The classifier.
template <class... Condition>
    requires(std::convertible_to<Condition, std::error_condition> && ...)
[[nodiscard]] constexpr auto retry_on_condition(Condition... condition) noexcept {
    return retry_on_condition_t<Condition...>{condition...};
}

static_assert(classifier_policy<retry_on_condition_t<std::errc>>);

}  // namespace reprise

#endif  // REPRISE_POLICIES_CLASSIFY_RETRY_ON_CONDITION_HPP
