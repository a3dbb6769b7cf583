// SPDX-License-Identifier: Apache-2.0
// expect: a classifier has to list derived exception types before their bases, and each type once
#include <reprise/retry.hpp>

#include <stdexcept>

template <int>
struct error {};

template <class List>
struct lists {
    using exceptions = List;
    template <class Failure>
    reprise::verdict classify(Failure const&) const {
        return reprise::verdict::transient();
    }
};

template <class... Error>
int run() {
    return reprise::retry(
        reprise::compose(lists<reprise::exception_types<Error...>>{}), [] { return 1; });
}

#ifdef PERMITTED
int const called = run<std::runtime_error, std::exception>();
#else
int const called = run<std::exception, std::runtime_error>();
#endif
