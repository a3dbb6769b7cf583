// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a template names what only programs that use it are to compile.

#ifndef REPRISE_CONCEPTS_DEPENDENT_HPP
#define REPRISE_CONCEPTS_DEPENDENT_HPP

#include <type_traits>

namespace reprise::detail {

template <class Type, class... Parameters>
struct dependent : std::type_identity<Type> {};

// Type, named in a template by way of its parameters: what the template makes of it, such as a std::optional or a
// std::shared_ptr, is then compiled by the programs that use the template, and not by all that include it.
template <class Type, class... Parameters>
using dependent_t = typename dependent<Type, Parameters...>::type;

}  // namespace reprise::detail

#endif  // REPRISE_CONCEPTS_DEPENDENT_HPP
