// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::failure_view.

#ifndef REPRISE_CONCEPTS_FAILURE_VIEW_HPP
#define REPRISE_CONCEPTS_FAILURE_VIEW_HPP

#include <reprise/concepts/text_like.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

namespace reprise {

namespace detail {

// Made only when somebody asks for the text.
[[nodiscard]] inline std::string message_behind([[maybe_unused]] std::exception_ptr const& held) {
#if defined(__cpp_exceptions)
    if (held != nullptr) {
        try {
            std::rethrow_exception(held);
        } catch (std::exception const& error) {
            return error.what();
        } catch (...) {
            return {};
        }
    }
#endif
    return {};
}

// The message of a failure that is no std::exception: what such types commonly offer, in this order.
template <class Error>
[[nodiscard]] std::string message_of(Error const& error) {
    if constexpr (std::convertible_to<Error const&, std::string_view>) {
        return std::string{static_cast<std::string_view>(error)};
    } else if constexpr (requires {
                             { error.message() } -> text_like;
                         }) {
        return detail::to_owned(error.message());
    } else if constexpr (requires {
                             { error.what() } -> text_like;
                         }) {
        return detail::to_owned(error.what());
    } else if constexpr (requires {
                             { error.error_message() } -> text_like;
                         }) {
        return detail::to_owned(error.error_message());
    } else if constexpr (std::same_as<Error, std::exception_ptr>) {
        return detail::message_behind(error);
    } else if constexpr (std::same_as<Error, bool>) {
        return error ? "true" : "false";
    } else if constexpr (std::is_arithmetic_v<Error>) {
        return std::to_string(error);
    } else if constexpr (requires {
                             { to_string(error) } -> std::convertible_to<std::string_view>;
                         }) {
        return std::string{static_cast<std::string_view>(to_string(error))};
    } else if constexpr (std::is_enum_v<Error> && requires {
                             {
                                 make_error_code(error).message()
                             } -> std::convertible_to<std::string_view>;
                         }) {
        return std::string{static_cast<std::string_view>(make_error_code(error).message())};
    } else if constexpr (std::is_enum_v<Error>) {
        return std::to_string(static_cast<std::underlying_type_t<Error>>(error));
    } else {
        return {};
    }
}

// What is left of a failure that cannot be copied.
struct described_failure {
    std::type_info const* type;
    std::string message;
};

struct failure_table {
    std::type_info const& (*type)(void const* object);
    std::string (*message)(void const* object);
    // the object of which this may be a base; null where nobody asks
    void const* (*whole)(void const* object);
};

template <class Error>
inline constexpr failure_table failure_table_of{
    []([[maybe_unused]] void const* object) -> std::type_info const& {
        if constexpr (std::is_polymorphic_v<Error>) {
            return typeid(*static_cast<Error const*>(object));
        } else {
            return typeid(Error);
        }
    },
    [](void const* object) { return detail::message_of(*static_cast<Error const*>(object)); },
    [](void const* object) -> void const* {
        if constexpr (std::is_polymorphic_v<Error>) {
            return dynamic_cast<void const*>(static_cast<Error const*>(object));
        } else {
            return object;  // GCOV_EXCL_LINE: asked only where another shared library has made the table
        }
    }};

template <>
inline constexpr failure_table failure_table_of<std::exception>{
    [](void const* object) -> std::type_info const& {
        return typeid(*static_cast<std::exception const*>(object));
    },
    [](void const* object) {
        return std::string{static_cast<std::exception const*>(object)->what()};
    },
    nullptr};

// Of an exception that no handler knows, all there is to see is its type.
template <>
inline constexpr failure_table failure_table_of<std::type_info>{
    [](void const* object) -> std::type_info const& {
        return *static_cast<std::type_info const*>(object);
    },
    [](void const*) { return std::string{}; }, nullptr};

template <>
inline constexpr failure_table failure_table_of<described_failure>{
    [](void const* object) -> std::type_info const& {
        return *static_cast<described_failure const*>(object)->type;
    },
    [](void const* object) { return static_cast<described_failure const*>(object)->message; },
    nullptr};

class seen_exception;

}  // namespace detail

/// \ingroup concepts
/// \brief A look at a failure, whatever it is: an exception or a value that says "failed".
///
/// It owns nothing: it is valid as long as the failure is, inside the event or the attempt that hands it out.
/// Making one costs a few stores; text is only made when it is asked for.
class failure_view {
  public:
    /// \brief Looks at a failure that is a value.
    /// \tparam Error The type of the value.
    /// \param error The value; must outlive the view.
    /// \return The view.
    template <class Error>
    [[nodiscard]] static failure_view of_value(Error const& error) noexcept {
        return failure_view{&error, detail::failure_table_of<Error>, nullptr, false};
    }

    /// \brief Looks at an exception that has been caught.
    /// \tparam Error A type that the exception has; `std::exception` for all that derive from it.
    /// \param error   The exception object.
    /// \param pointer Keeps the exception alive and must outlive the view; null in the handler that caught it, which
    ///                keeps it alive as well.
    /// \return The view.
    template <class Error>
    [[nodiscard]] static failure_view of_exception(
        Error const& error, std::exception_ptr const* pointer) noexcept {
        if constexpr (std::derived_from<Error, std::exception>) {
            return failure_view{
                static_cast<std::exception const*>(&error),
                detail::failure_table_of<std::exception>, pointer, true};
        } else {
            return failure_view{&error, detail::failure_table_of<Error>, pointer, true};
        }
    }

    /// \brief Looks at an exception of which nothing but the type is known.
    /// \param type    Its type.
    /// \param pointer Keeps the exception alive and must outlive the view; null in the handler that caught it.
    /// \return The view.
    [[nodiscard]] static failure_view of_unknown(
        std::type_info const& type, std::exception_ptr const* pointer) noexcept {
        return failure_view{&type, detail::failure_table_of<std::type_info>, pointer, true};
    }

    /// \brief Whether the failure is an exception.
    /// \return False for a value.
    [[nodiscard]] bool is_exception() const noexcept { return is_exception_; }

    /// \brief The exception.
    /// \return A pointer that shares it, empty for a failure that is a value.
    [[nodiscard]] std::exception_ptr exception() const noexcept {
        if (pointer_ != nullptr) return *pointer_;
        return is_exception_ ? std::current_exception() : std::exception_ptr{};
    }

    /// \brief The type of the failure, the dynamic one where it is known.
    /// \return Its `std::type_info`.
    [[nodiscard]] std::type_info const& type() const noexcept { return table_->type(object_); }

    /// \brief What the failure says of itself.
    /// \return `what()` of an exception; of a value its `message()` or `what()`, or the value as text; empty if it
    /// says nothing.
    /// \throws std::bad_alloc if there is no memory for the text.
    [[nodiscard]] std::string message() const { return table_->message(object_); }

    /// \brief The failure as a `Wanted`, if it is one.
    /// \tparam Wanted The type to look for; base classes are found where the exception derives from `std::exception`.
    /// \return The object, or a null pointer.
    template <class Wanted>
    [[nodiscard]] Wanted const* get_if() const noexcept {
        if (table_ == &detail::failure_table_of<std::type_info> ||
            table_ == &detail::failure_table_of<detail::described_failure>) {
            return nullptr;
        }
        if constexpr (std::is_class_v<Wanted>) {
            if (table_ == &detail::failure_table_of<std::exception>) {
                return dynamic_cast<Wanted const*>(static_cast<std::exception const*>(object_));
            }
        }
        if (table_ == &detail::failure_table_of<Wanted>) return static_cast<Wanted const*>(object_);
        return type() == typeid(Wanted) ? static_cast<Wanted const*>(table_->whole(object_))
                                        : nullptr;
    }

  private:
    friend class failure;
    friend class detail::seen_exception;

    failure_view(
        void const* object, detail::failure_table const& table, std::exception_ptr const* pointer,
        bool is_exception) noexcept
        : object_{object}, table_{&table}, pointer_{pointer}, is_exception_{is_exception} {}

    void const* object_;
    detail::failure_table const* table_;
    std::exception_ptr const* pointer_;
    bool is_exception_;
};

namespace detail {

// The view of an exception without the pointer to it, in half the room: for whoever knows where the pointer is.
class seen_exception {
  public:
    seen_exception() noexcept = default;
    explicit seen_exception(failure_view const& seen) noexcept
        : object_{seen.object_}, table_{seen.table_} {}

    [[nodiscard]] failure_view view(std::exception_ptr const* pointer) const noexcept {
        return failure_view{object_, *table_, pointer, true};
    }

  private:
    void const* object_ = nullptr;
    failure_table const* table_ = nullptr;
};

}  // namespace detail
}  // namespace reprise

#endif  // REPRISE_CONCEPTS_FAILURE_VIEW_HPP
