// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines how a kept exception is looked at as a type.

#ifndef REPRISE_POLICIES_CLASSIFY_EXCEPTION_AS_HPP
#define REPRISE_POLICIES_CLASSIFY_EXCEPTION_AS_HPP

#include <cstring>  // std::memcpy
#include <exception>
#include <type_traits>
#include <typeinfo>

namespace reprise::detail {

// Calls a visitor with the exception that a pointer keeps, if a handler for `Wanted const&` would catch it; whether it
// would.
//
// With libstdc++ nothing is thrown: the pointer is one to the exception object, it knows the object's type, and the
// wanted type's information knows how a handler for it would see that object. Other libraries have no such way before
// C++26, std::exception_ptr_cast: there the kept exception is rethrown, once for each question.
template <class Wanted, class Visitor>
bool visit_exception_as(std::exception_ptr const& pointer, Visitor const& visitor) {
    if (pointer == nullptr) return false;
#if defined(__GLIBCXX__) && defined(__cpp_rtti)
    static_assert(sizeof(std::exception_ptr) == sizeof(void*));
    void* object = nullptr;
    // NOLINTNEXTLINE(bugprone-undefined-*,bugprone-multi-level-*): an exception_ptr is just a pointer
    std::memcpy(&object, &pointer, sizeof object);
    if (!typeid(Wanted).__do_catch(pointer.__cxa_exception_type(), &object, 1)) return false;
    visitor(*static_cast<Wanted const*>(object));
    return true;
#elif defined(__cpp_exceptions)
    try {
        std::rethrow_exception(pointer);
    } catch (Wanted const& exception) {
        visitor(exception);
        return true;
    } catch (...) {
        return false;
    }
#else
    return false;
#endif
}

}  // namespace reprise::detail

#endif  // REPRISE_POLICIES_CLASSIFY_EXCEPTION_AS_HPP
