// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines what is described of one of several policies.

#ifndef REPRISE_DETAIL_RULE_PARTS_HPP
#define REPRISE_DETAIL_RULE_PARTS_HPP

namespace reprise::detail {

// The parts by which it decides; its logger, its clock and its randomness are those of the run.
template <class Backoff, class Jitter, class Classifier, class Stop>
class rule_parts {
  public:
    static constexpr char const* name = "retry_policy";

    constexpr rule_parts(
        Backoff const& backoff, Jitter const& jitter, Classifier const& classifier,
        Stop const& stop) noexcept
        : backoff_{&backoff}, jitter_{&jitter}, classifier_{&classifier}, stop_{&stop} {}

    template <class Out>
    constexpr void describe(Out&& out) const {
        out("backoff", *backoff_);
        out("jitter", *jitter_);
        out("classifier", *classifier_);
        out("stop", *stop_);
    }

  private:
    Backoff const* backoff_;
    Jitter const* jitter_;
    Classifier const* classifier_;
    Stop const* stop_;
};

}  // namespace reprise::detail

#endif  // REPRISE_DETAIL_RULE_PARTS_HPP
