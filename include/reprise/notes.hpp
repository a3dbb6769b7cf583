// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::notes and reprise::notable: remarks that travel with an exception.

#ifndef REPRISE_NOTES_HPP
#define REPRISE_NOTES_HPP

#include <reprise/concepts/failure_view.hpp>

#include <boost/exception/get_error_info.hpp>
#include <boost/exception/info.hpp>

#include <concepts>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace reprise {

/// \ingroup core
/// \brief A base for exceptions that keep notes: `struct parse_error : std::runtime_error, reprise::notable { ... }`.
class notable {
  public:
    notable() = default;
    /// \brief Copies the notes with the exception.
    notable(notable const&) = default;
    /// \brief Copies the notes with the exception.
    /// \return This.
    notable& operator=(notable const&) = default;
    /// \brief Polymorphic, so that it is found in an exception of any type.
    virtual ~notable() = default;

    /// \brief Adds a note.
    /// \param note The text.
    void add_note(std::string note) { notes_.push_back(std::move(note)); }

    /// \brief The notes, oldest first.
    /// \return Their texts.
    [[nodiscard]] std::vector<std::string> const& notes() const noexcept { return notes_; }

  private:
    std::vector<std::string> notes_;
};

/// \ingroup core
/// \brief Under what a `boost::exception` keeps its notes.
using notes_info = boost::error_info<struct notes_tag, std::vector<std::string>>;

/// \ingroup core
/// \brief Notes on exceptions: kept on the object where that is a reprise::notable or a `boost::exception`.
///
/// The type and the identity of the exception never change. One thread at a time may work on one exception.
class notes {
  public:
    /// \brief Adds a note to an exception that has been caught.
    /// \param failure The failure.
    /// \param note    The text.
    /// \return Whether the object keeps it; false for a value, and for an exception of another type.
    static bool add(failure_view const& failure, std::string note) {
        if (!failure.is_exception()) return false;
        // an exception object is never const, however it was caught
        if (auto const* const kept = failure.get_if<notable>()) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): see above
            const_cast<notable*>(kept)->add_note(std::move(note));
            return true;
        }
        if (auto const* const kept = failure.get_if<boost::exception>()) {
            auto all = of(failure);
            all.push_back(std::move(note));
            *kept << notes_info{std::move(all)};
            return true;
        }
        return false;
    }

    /// \brief The notes on a failure.
    /// \param failure The failure.
    /// \return Their texts, oldest first; none where the object does not keep any.
    [[nodiscard]] static std::vector<std::string> of(failure_view const& failure) {
        if (auto const* const kept = failure.get_if<notable>()) return kept->notes();
        if (auto const* const kept = failure.get_if<boost::exception>()) {
            if (auto const* const all = boost::get_error_info<notes_info>(*kept)) return *all;
        }
        return {};
    }

    /// \brief The notes on an exception that has been caught.
    /// \tparam Exception The type by which it was caught.
    /// \param exception The exception.
    /// \return Their texts, oldest first.
    template <class Exception>
    [[nodiscard]] static std::vector<std::string> of(Exception const& exception) {
        // by the base that keeps them: only of a std::exception is a view seen through to its bases
        if constexpr (std::derived_from<Exception, notable>) {
            return static_cast<notable const&>(exception).notes();
        } else if constexpr (
            std::derived_from<Exception, boost::exception> &&
            !std::derived_from<Exception, std::exception>) {
            return of(failure_view::of_exception(
                static_cast<boost::exception const&>(exception), nullptr));
        } else {
            return of(failure_view::of_exception(exception, nullptr));
        }
    }
};

}  // namespace reprise

#endif  // REPRISE_NOTES_HPP
