// SPDX-License-Identifier: Apache-2.0
// expect: the operation returns failures of a type that the policy's classifier cannot judge
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
result const got =
    reprise::retry(reprise::compose(judges_only<parse_error>{}), [] { return result{}; });
#else
result const got = reprise::retry(reprise::compose(judges_only<int>{}), [] { return result{}; });
#endif
