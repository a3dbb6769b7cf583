// SPDX-License-Identifier: Apache-2.0
// expect: the attempt failed with an error of a type that the policy's classifier cannot judge
#include <reprise/retry.hpp>

struct parse_error {};

struct result {
    bool has_value() const { return true; }
    parse_error error() const { return {}; }
};

template <class Error>
struct judges_only {
    using exceptions = reprise::exception_types<>;
    reprise::verdict classify(reprise::other_exception) const {
        return reprise::verdict::permanent();
    }
    reprise::verdict classify(Error) const { return reprise::verdict::transient(); }
};

#ifdef PERMITTED
void go() {
    for (auto& attempt : reprise::attempts_of(reprise::compose(judges_only<long*>{}))) {
        attempt.failed(static_cast<long*>(nullptr));
    }
}
#else
void go() {
    for (auto& attempt : reprise::attempts_of(reprise::compose(judges_only<long*>{}))) {
        attempt.failed(7.5);
    }
}
#endif
