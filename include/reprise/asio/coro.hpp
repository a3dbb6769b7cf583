// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Makes sources of streams of Asio's experimental generators. Needs Boost.Asio; nothing else includes it.

#ifndef REPRISE_ASIO_CORO_HPP
#define REPRISE_ASIO_CORO_HPP

#include <reprise/asio/awaitable.hpp>
#include <reprise/async_source.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace reprise {

/// \ingroup streams
/// \brief A generator, `boost::asio::experimental::coro<Item>`, is read in a `boost::asio::awaitable`.
///
/// The factory of the stream returns it: `[&io](std::optional<int> const& last) { return numbers(io, last); }`. One
/// that is left early is destroyed where it stands, at a `co_yield`.
///
/// \snippet docs/examples/async.cpp generator
/// \tparam Item      What it yields.
/// \tparam Executor  Its executor, and that of the coroutine that reads.
/// \tparam Allocator Its allocator.
template <class Item, class Executor, class Allocator>
struct async_source_traits<boost::asio::experimental::coro<Item, void, Executor, Allocator>> {
    /// \brief Resumes the generator.
    /// \param source The generator.
    /// \return To be awaited for the item, or nothing at the end.
    static boost::asio::awaitable<std::optional<Item>, Executor> next(
        boost::asio::experimental::coro<Item, void, Executor, Allocator>& source) {
        return source.async_resume(boost::asio::use_awaitable_t<Executor>{});
    }
};

}  // namespace reprise

#endif  // REPRISE_ASIO_CORO_HPP
