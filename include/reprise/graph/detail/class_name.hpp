// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines the name of a type as LangGraph prints it: without what it is in.

#ifndef REPRISE_GRAPH_DETAIL_CLASS_NAME_HPP
#define REPRISE_GRAPH_DETAIL_CLASS_NAME_HPP

#include <boost/core/demangle.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <typeinfo>

namespace reprise::graph::detail {

// What stands behind the last "::" that is not within brackets; template arguments stay as they are.
[[nodiscard]] inline std::string class_name(std::type_info const& type) {
    auto const whole = boost::core::demangle(type.name());
    std::string_view const seen = whole;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t at = 0; at != seen.size(); ++at) {
        auto const letter = seen[at];
        if (letter == '<' || letter == '(' || letter == '{') ++depth;
        if (letter == '>' || letter == ')' || letter == '}') --depth;
        if (depth == 0 && letter == ':' && at + 1 != seen.size() && seen[at + 1] == ':')
            start = at + 2;
    }
    return std::string{seen.substr(start)};
}

}  // namespace reprise::graph::detail

#endif  // REPRISE_GRAPH_DETAIL_CLASS_NAME_HPP
