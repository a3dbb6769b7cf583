// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::async_source and reprise::async_source_traits.

#ifndef REPRISE_ASYNC_SOURCE_HPP
#define REPRISE_ASYNC_SOURCE_HPP

#include <reprise/concepts/awaitable_traits.hpp>

namespace reprise {

/// \ingroup streams
/// \brief How the next item of a source is asked for. What is here holds for any type with a `next()` that returns
/// something to await, which yields a `std::optional` of an item, empty at the end; specialise it for a source of
/// another shape.
/// \tparam Source The source.
template <class Source>
struct async_source_traits {
    /// \brief Asks for the next item.
    /// \constraint{the source has a `next()`}
    /// \param source The source; it stays until the item is there.
    /// \return Something to await.
    static auto next(Source& source)
        requires requires { source.next(); }
    {
        return source.next();
    }
};

/// \ingroup streams
/// \brief What a coroutine can read items from, one after the other.
/// \tparam Source The type.
template <class Source>
concept async_source = requires(Source& source) {
    { async_source_traits<Source>::next(source) } -> awaitable;
};

}  // namespace reprise

#endif  // REPRISE_ASYNC_SOURCE_HPP
