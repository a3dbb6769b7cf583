// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what a policy tells its parameters to.

#ifndef REPRISE_DETAIL_DESCRIBER_HPP
#define REPRISE_DETAIL_DESCRIBER_HPP

#include <reprise/concepts/policy_reference.hpp>
#include <reprise/description.hpp>

#include <algorithm>
#include <string_view>

namespace reprise::detail {

// The name of a type as it is written, without the namespace of the library.
template <class Type>
[[nodiscard]] constexpr std::string_view type_text() noexcept {
#if defined(__GNUC__)
    // "... [with Type = int; std::string_view = ...]" or "... [Type = int]"; a type itself may have both marks in it
    std::string_view text{__PRETTY_FUNCTION__};
    text.remove_prefix(text.find("Type = ") + 7);
    text = text.substr(0, std::min(text.rfind("; std::string_view"), text.rfind(']')));
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

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_DESCRIBER_HPP
