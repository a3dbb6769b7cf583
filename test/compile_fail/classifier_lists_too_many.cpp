// SPDX-License-Identifier: Apache-2.0
// expect: a classifier can list at most 16 exception types
#include <reprise/retry.hpp>

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
int const called =
    run<error<0>, error<1>, error<2>, error<3>, error<4>, error<5>, error<6>, error<7>, error<8>,
        error<9>, error<10>, error<11>, error<12>, error<13>, error<14>, error<15>>();
#else
int const called =
    run<error<0>, error<1>, error<2>, error<3>, error<4>, error<5>, error<6>, error<7>, error<8>,
        error<9>, error<10>, error<11>, error<12>, error<13>, error<14>, error<15>, error<16>>();
#endif
