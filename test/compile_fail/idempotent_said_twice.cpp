// SPDX-License-Identifier: Apache-2.0
// expect: the operation already says whether it may happen twice; say it once, or override it with repeat_even_if_ambiguous(operation)
#include <reprise/idempotent.hpp>

#ifdef PERMITTED
auto const pay = reprise::repeat_even_if_ambiguous(reprise::non_idempotent([] {}));
#else
auto const pay = reprise::idempotent(reprise::non_idempotent([] {}));
#endif
