// SPDX-License-Identifier: Apache-2.0
#include <reprise/retry.hpp>

#include <cstdint>
#include <cstdlib>
#include <optional>

namespace {

using namespace std::chrono_literals;

//! [pure]
constexpr auto policy = reprise::compose(
    reprise::attempts{3}, reprise::exponential{100ms, 2.0, 1s}, reprise::no_jitter{});

// Failure after failure, decided by the compiler.
constexpr bool decides_as_it_says() {
    auto machine = policy.machine();
    auto const no_randomness = [] { return std::uint64_t{0}; };
    auto const after_first = machine.failed(reprise::verdict::transient(), {}, no_randomness);
    auto const after_second = machine.failed(reprise::verdict::transient(), {}, no_randomness);
    auto const after_third = machine.failed(reprise::verdict::transient(), {}, no_randomness);
    return after_first == reprise::step::wait(100ms) &&
           after_second == reprise::step::wait(200ms) &&
           after_third == reprise::step::stop(reprise::stop_reason::attempts_exhausted);
}
static_assert(decides_as_it_says());
//! [pure]

// A device that is polled by an event loop of somebody else's: it must not be blocked.
struct event_loop {
    reprise::duration now = reprise::duration::zero();
    std::optional<reprise::duration> timer;
};

//! [driver]
// A driver of one's own: it calls, and does what the machine says.
class polled_run {
  public:
    explicit polled_run(event_loop& loop)
        : loop_{&loop}, machine_{policy.machine()}, words_{policy.random().stream()} {}

    // Called by the loop at first, and when the timer is due. False when there is nothing more to come.
    template <class Operation>
    bool poll(Operation operation) {
        if (operation()) return false;
        auto const step = machine_.failed(reprise::verdict::transient(), {}, words_);
        if (!step.waits()) return false;
        loop_->timer = loop_->now + step.delay();
        return true;
    }

  private:
    event_loop* loop_;
    decltype(policy)::machine_type machine_;
    reprise::random_stream words_;
};
//! [driver]

bool polls() {
    event_loop loop;
    polled_run run{loop};
    int calls = 0;
    auto const ready = [&calls] { return ++calls == 3; };
    while (run.poll(ready)) loop.now = *loop.timer;
    return calls == 3 && loop.now == 300ms;
}

}  // namespace

int main() { return polls() ? EXIT_SUCCESS : EXIT_FAILURE; }
