// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::any_retry_policy: a policy that is chosen at run time.

#ifndef REPRISE_ANY_RETRY_POLICY_HPP
#define REPRISE_ANY_RETRY_POLICY_HPP

#include <reprise/detail/erased_rule.hpp>
#include <reprise/retry_policy.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace reprise {

/// \ingroup core
/// \brief Any composed policy behind one type, for policies that are chosen at run time; see reprise::any_of_policies.
///
/// It keeps the backoff, the jitter, the classifier and the stop condition. The logger, the clock and the randomness
/// belong to the run.
///
/// The price: a policy of up to 56 bytes is held in place, a larger one on the heap, once for all copies. Each failure
/// costs a few indirect calls and a look at the clock; a failure that is no `std::exception` is rethrown once for each
/// policy that lists such types. An attempt that succeeds costs nothing.
///
/// Immutable; any number of threads may use one at once.
class any_retry_policy {
    template <class Part>
    using stored = std::remove_cvref_t<Part>;

  public:
    /// \brief How large a policy may be without a place on the heap.
    static constexpr std::size_t room = 56;

    /// \brief Holds a policy.
    /// \tparam Policy A composed policy with parts of its own, see reprise::compose.
    /// \param policy The policy; it is copied.
    /// \throws std::bad_alloc if it needs a place on the heap and there is none, and what copying a part throws.
    template <detail::composed Policy>
        requires requires(detail::policy_of_t<Policy> const& policy) { policy.backoff(); }
    // NOLINTNEXTLINE(*-explicit-con*,*-pro-type-member-init): every policy is any policy; it is filled in place
    any_retry_policy(Policy const& policy) {
        auto const& parts = detail::policy_of(policy);
        using rule = detail::rule<
            stored<decltype(parts.backoff())>, stored<decltype(parts.jitter())>,
            stored<decltype(parts.classifier())>, stored<decltype(parts.stop())>>;
        rule made{parts.backoff(), parts.jitter(), parts.classifier(), parts.stop()};
        if constexpr (sizeof(rule) <= room && alignof(rule) <= alignof(void*)) {
            ::new (static_cast<void*>(storage_.data())) rule(std::move(made));
            table_ = &detail::rule_table_of<rule, rule, detail::rule_in_place<rule>>;
        } else {
            using held = std::shared_ptr<rule const>;
            ::new (static_cast<void*>(storage_.data()))
                held(std::make_shared<rule const>(std::move(made)));
            table_ = &detail::rule_table_of<rule, held, detail::rule_on_heap<rule>>;
        }
    }

    /// \brief Copies.
    /// \param other A policy.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the storage is filled in place
    any_retry_policy(any_retry_policy const& other) : table_{other.table_} {
        table_->copy(other.storage_.data(), storage_.data());
    }

    /// \brief Copies.
    /// \param other A policy.
    /// \return This.
    any_retry_policy& operator=(any_retry_policy const& other) {
        if (this == &other) return *this;
        // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the copy is what is swapped in
        any_retry_policy const copy{other};  // if that throws, nothing has changed yet
        table_->destroy(storage_.data());
        table_ = copy.table_;
        table_->copy(copy.storage_.data(), storage_.data());
        return *this;
    }

    /// \brief Ends it.
    ~any_retry_policy() { table_->destroy(storage_.data()); }

    /// \brief What it says of a failure.
    /// \param seen The failure.
    /// \return The verdict.
    [[nodiscard]] verdict classify(failure_view const& seen) const {
        return table_->classify(storage_.data(), seen);
    }

    /// \brief What it says of the exception that is being handled and is no `std::exception`.
    /// \return The verdict.
    [[nodiscard]] verdict classify_current() const {
        return table_->classify_current(storage_.data());
    }

    /// \brief How many attempts there can be.
    /// \return The count, or reprise::unbounded.
    [[nodiscard]] limit<std::uint64_t> max_attempts() const {
        return table_->max_attempts(storage_.data());
    }

    /// \brief How much time can have passed when the last wait ends.
    /// \return The time, or reprise::unbounded.
    [[nodiscard]] limit<duration> max_elapsed() const {
        return table_->max_elapsed(storage_.data());
    }

    /// \brief The token of its stop condition.
    /// \return The token; one without a stop state if it has none.
    [[nodiscard]] std::stop_token token() const { return table_->token(storage_.data()); }

    /// \brief Whether a policy that is asked after this one is never left a failure that it would retry.
    ///
    /// Known of reprise::retry_on and reprise::retry_all. Throws and catches a few pointers: not for busy places.
    /// \param later The policy that is asked later.
    /// \return True if this one retries all that it would; false if not, and where it cannot be known.
    [[nodiscard]] bool covers(any_retry_policy const& later) const {
        auto const& own = *table_->accepts;
        auto const& listed = later.table_->accepts->listed;
        return own.all || (!listed.empty() && own.catches != nullptr &&
                           std::ranges::all_of(listed, own.catches));
    }

    /// \cond
    [[nodiscard]] detail::stop_view stop() const noexcept { return table_->stop(storage_.data()); }
    [[nodiscard]] detail::erased_machine machine(
        detail::limited_rule const& limit, time_point start) const {
        return table_->machine(storage_.data(), limit, start);
    }
    [[nodiscard]] detail::rule_path path(detail::path_limits const& limits) const {
        return table_->path(storage_.data(), limits);
    }
    static constexpr char const* name = "retry_policy";
    void describe(detail::describer const& out) const { table_->describe(storage_.data(), out); }
    /// \endcond

  private:
    detail::rule_table const* table_ = nullptr;
    alignas(void*) std::array<std::byte, room> storage_;
};

}  // namespace reprise

#endif  // REPRISE_ANY_RETRY_POLICY_HPP
