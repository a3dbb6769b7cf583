// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::describe.

#ifndef REPRISE_DESCRIBE_HPP
#define REPRISE_DESCRIBE_HPP

#include <reprise/concepts/policy_reference.hpp>
#include <reprise/description.hpp>
#include <reprise/detail/bounding_machine.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace reprise {

namespace detail {

// The name of a type as it is written, without the namespace of the library.
template <class Type>
[[nodiscard]] constexpr std::string_view type_text() noexcept {
#if defined(__GNUC__)
    // "... [with Type = int; ...]" or "... [Type = int]"
    std::string_view text{__PRETTY_FUNCTION__};
    text.remove_prefix(text.find("Type = ") + 7);
    text = text.substr(0, text.find_first_of(";]"));
#else
    std::string_view text{"type"};
#endif
    if (text.starts_with("reprise::")) text.remove_prefix(9);
    return text;
}

template <class Policy>
[[nodiscard]] constexpr std::string_view policy_name() noexcept {
    if constexpr (requires { std::string_view{Policy::name}; }) {
        return Policy::name;
    } else {
        return type_text<Policy>();
    }
}

// What a policy's describe is given.
class describer {
  public:
    constexpr explicit describer(description& written) noexcept : written_{&written} {}

    template <class Value>
    constexpr void operator()(std::string_view key, Value const& value) const {
        if constexpr (requires { written_->with(key, value); }) {
            written_->with(key, value);
        } else {
            using policy = policy_type_t<Value>;
            written_->open(key, policy_name<policy>());
            if constexpr (requires(policy const& described) { described.describe(*this); }) {
                static_cast<policy const&>(detail::unwrap(value)).describe(*this);
            }
            written_->close();
        }
    }

    template <class Type>
    constexpr void type(std::string_view key) const {
        written_->with(key, type_text<Type>());
    }

  private:
    description* written_;
};

}  // namespace detail

/// \ingroup core
/// \brief What a policy is made of: axis by axis, each policy by its name with its parameters.
///
/// A value, made at compile time where the policy is a constant, printed by reprise::to_line, reprise::to_json and
/// reprise::to_markdown. Comparing it with one that a test has written down catches a configuration that drifts.
///
/// A policy of your own is called by its `static constexpr char const* name`, or else by its type; its parameters are
/// those that it tells: `template <class Out> constexpr void describe(Out&& out) const { out("rate", rate_); }`,
/// where a value is a duration, a number, a `bool`, a text or another policy, and `out.template type<T>("type")`
/// names a type. A type's name is spelled by the compiler.
///
/// \snippet docs/examples/describe.cpp describe
/// \tparam Policy A policy that reprise::compose returned, or a static one.
/// \param policy The policy.
/// \return The description.
/// \throws std::invalid_argument if the policy has more than reprise::description::capacity parts.
template <detail::has_parts Policy>
[[nodiscard]] constexpr description describe(Policy const& policy) {
    auto const& composed = detail::policy_of(policy);
    description written;
    detail::describer const out{written};
    out("backoff", composed.backoff());
    out("jitter", composed.jitter());
    out("classifier", composed.classifier());
    out("stop", composed.stop());
    out("logger", composed.logger());
    out("clock", composed.clock());
    out("random", composed.random());
    if constexpr (!std::is_same_v<
                      std::remove_cvref_t<decltype(composed.time_limit())>, no_time_limit>)
        out("time limit", composed.time_limit());
    return written;
}

}  // namespace reprise

#endif  // REPRISE_DESCRIBE_HPP
