// SPDX-License-Identifier: Apache-2.0
//
// How long the loops of loops.hpp take. What they cost in instructions, which does not depend on the day, is counted by
// instructions/main.cpp; table.py prints both.
#include "loops.hpp"

#include <benchmark/benchmark.h>

namespace {

template <auto Loop>
void measure(benchmark::State& state) {
    loops::failures = static_cast<int>(state.range(0));
    for (auto _ : state) {
        loops::calls = 0;
        auto const result = Loop();
        loops::use(result);
    }
}

void first_delay(benchmark::State& state) {
    for (auto _ : state) loops::use(loops::first_delay());
}

BENCHMARK(measure<loops::code_by_hand>)->Name("code/hand")->Arg(0)->Arg(3);
BENCHMARK(measure<loops::code_by_library>)->Name("code/library")->Arg(0)->Arg(3);
BENCHMARK(measure<loops::exception_by_hand>)->Name("exception/hand")->Arg(0)->Arg(3);
BENCHMARK(measure<loops::exception_by_library>)->Name("exception/library")->Arg(0)->Arg(3);
BENCHMARK(first_delay);

}  // namespace
