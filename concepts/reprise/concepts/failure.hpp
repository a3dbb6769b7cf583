// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::failure.

#ifndef REPRISE_CONCEPTS_FAILURE_HPP
#define REPRISE_CONCEPTS_FAILURE_HPP

#include <reprise/concepts/dependent.hpp>
#include <reprise/concepts/failure_view.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <utility>

namespace reprise {

/// \ingroup concepts
/// \brief A failure that is kept: it shares the exception, or holds a copy of the value.
///
/// Of a value that cannot be copied, its type and its message are kept.
class failure {
  public:
    /// \brief Keeps an exception.
    /// \param seen The failure, an exception.
    /// \return The kept failure.
    [[nodiscard]] static failure of_exception(failure_view const& seen) noexcept {
        return failure{seen, seen.exception(), nullptr};
    }

    /// \brief Keeps a copy of a value.
    /// \tparam Error The type of the value.
    /// \param error The value.
    /// \return The kept failure.
    /// \throws std::bad_alloc if there is no memory for the copy, and what copying the value throws.
    template <class Error>
    [[nodiscard]] static failure of_value(Error const& error) {
        if constexpr (std::copy_constructible<Error>) {
            auto copy = std::make_shared<Error const>(error);
            auto const seen = failure_view::of_value(*copy);
            return failure{seen, nullptr, std::move(copy)};
        } else {
            using description_type = detail::dependent_t<detail::described_failure, Error>;
            auto copy = std::make_shared<description_type const>(
                description_type{&typeid(Error), detail::message_of(error)});
            auto const seen = failure_view::of_value(*copy);
            return failure{seen, nullptr, std::move(copy)};
        }
    }

    /// \brief A look at the failure.
    /// \return A view that is valid as long as this object is neither destroyed nor assigned to.
    [[nodiscard]] failure_view view() const noexcept {
        return failure_view{
            seen_.object_, *seen_.table_, seen_.is_exception_ ? &pointer_ : nullptr,
            seen_.is_exception_};
    }

    /// \brief The exception.
    /// \return A pointer that shares it, empty for a failure that is a value.
    [[nodiscard]] std::exception_ptr const& exception() const noexcept { return pointer_; }

  private:
    failure(
        failure_view const& seen, std::exception_ptr pointer,
        std::shared_ptr<void const> value) noexcept
        : seen_{seen}, pointer_{std::move(pointer)}, value_{std::move(value)} {}

    failure_view seen_;  // where the failure is; its pointer to the exception_ptr is not used
    std::exception_ptr pointer_;
    std::shared_ptr<void const> value_;
};

}  // namespace reprise

#endif  // REPRISE_CONCEPTS_FAILURE_HPP
