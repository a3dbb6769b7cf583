// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <unit/include/counted_runtime.hpp>

#include <cstdlib>
#include <new>
#include <typeinfo>

#if REPRISE_TEST_COUNTS_RUNTIME
#include <cxxabi.h>
#include <dlfcn.h>
#endif

namespace {

constinit thread_local counted::runtime_calls calls;

}  // namespace

counted::runtime_calls counted::so_far() noexcept { return calls; }

#if REPRISE_TEST_COUNTS_RUNTIME

namespace {

// as the compiler has declared it by itself
#if defined(__clang__)
using type_pointer = std::type_info*;
#else
using type_pointer = void*;
#endif

template <class Function>
Function* runtimes_own(char const* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++calls.allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    calls.frees += memory != nullptr;
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
    calls.frees += memory != nullptr;
    std::free(memory);
}

// The functions that compilers call for throw, throw; and catch: Itanium C++ ABI, Level II.
extern "C" {

__attribute__((noreturn)) void __cxa_throw(
    void* object, type_pointer type, void (*destroy)(void*)) {
    static auto* const own =
        runtimes_own<void(void*, type_pointer, void (*)(void*))>("__cxa_throw");
    ++calls.throws;
    own(object, type, destroy);
    std::abort();
}

__attribute__((noreturn)) void __cxa_rethrow() {
    static auto* const own = runtimes_own<void()>("__cxa_rethrow");
    ++calls.rethrows;
    own();
    std::abort();
}

void* __cxa_begin_catch(void* exception) noexcept {
    static auto* const own = runtimes_own<void*(void*)>("__cxa_begin_catch");
    ++calls.catches;
    return own(exception);
}

}  // extern "C"

TEST(counted_runtime, counts_throws_catches_and_allocations) {
    counted::since_now const meanwhile;
    try {
        try {
            throw 1;
        } catch (int) {
            throw;
        }
    } catch (...) {  // NOLINT(bugprone-empty-catch)
    }
    EXPECT_EQ(meanwhile.throws(), 1);
    EXPECT_EQ(meanwhile.rethrows(), 1);
    EXPECT_EQ(meanwhile.catches(), 2);

    counted::since_now const then;
    auto* const number = static_cast<int*>(::operator new(sizeof(int)));
    EXPECT_EQ(then.allocations(), 1);
    EXPECT_EQ(then.kept(), 1);
    ::operator delete(number);
    EXPECT_EQ(then.kept(), 0);
}

#endif
