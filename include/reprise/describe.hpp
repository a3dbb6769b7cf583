// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::describe.

#ifndef REPRISE_DESCRIBE_HPP
#define REPRISE_DESCRIBE_HPP

#include <reprise/description.hpp>
#include <reprise/detail/bounding_machine.hpp>
#include <reprise/detail/describer.hpp>
#include <reprise/detail/rule_parts.hpp>

#include <type_traits>

namespace reprise {

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
/// Of a reprise::first_match, each policy is told with the parts by which it decides, then what the whole has.
/// \tparam Policy A composed policy.
/// \param policy The policy.
/// \return The description.
/// \throws std::invalid_argument if the policy has more than reprise::description::capacity parts.
template <detail::composed Policy>
[[nodiscard]] constexpr description describe(Policy const& policy) {
    auto const& composed = detail::policy_of(policy);
    description written;
    detail::describer const out{written};
    if constexpr (detail::has_parts<Policy>) {
        detail::rule_parts{
            composed.backoff(), composed.jitter(), composed.classifier(), composed.stop()}
            .describe(out);
    } else {
        composed.describe(out);
    }
    out("logger", composed.logger());
    out("clock", composed.clock());
    out("random", composed.random());
    if constexpr (requires { composed.time_limit(); }) {
        using limit_type = std::remove_cvref_t<decltype(composed.time_limit())>;
        if constexpr (!std::is_same_v<limit_type, no_time_limit>)
            out("time limit", composed.time_limit());
    }
    return written;
}

}  // namespace reprise

#endif  // REPRISE_DESCRIBE_HPP
