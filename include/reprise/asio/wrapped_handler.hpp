// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines a handler with something to do before it. Needs Boost.Asio.

#ifndef REPRISE_ASIO_WRAPPED_HANDLER_HPP
#define REPRISE_ASIO_WRAPPED_HANDLER_HPP

#include <boost/asio/associator.hpp>

#include <utility>

namespace reprise::detail {

// Calls function(handler, args...). Whatever is associated with the handler is associated with it.
template <class Handler, class Function>
class wrapped_handler {
  public:
    wrapped_handler(Handler handler, Function function)
        : handler_{std::move(handler)}, function_{std::move(function)} {}

    template <class... Args>
    void operator()(Args&&... args) {
        std::move(function_)(std::move(handler_), std::forward<Args>(args)...);
    }

    [[nodiscard]] Handler const& handler() const noexcept { return handler_; }

  private:
    Handler handler_;
    [[no_unique_address]] Function function_;
};

// What is posted when a wait is over.
struct call_with {
    bool whole;

    template <class Handler>
    void operator()(Handler&& handler) && {
        std::forward<Handler>(handler)(whole);
    }
};

}  // namespace reprise::detail

/// \cond
template <
    template <class, class> class Associator, class Handler, class Function, class DefaultCandidate>
struct boost::asio::associator<
    Associator, reprise::detail::wrapped_handler<Handler, Function>, DefaultCandidate>
    : Associator<Handler, DefaultCandidate> {
    using wrapper = reprise::detail::wrapped_handler<Handler, Function>;

    static auto get(wrapper const& wrapped) noexcept {
        return Associator<Handler, DefaultCandidate>::get(wrapped.handler());
    }
    static auto get(wrapper const& wrapped, DefaultCandidate const& instead) noexcept {
        return Associator<Handler, DefaultCandidate>::get(wrapped.handler(), instead);
    }
};
/// \endcond

#endif  // REPRISE_ASIO_WRAPPED_HANDLER_HPP
