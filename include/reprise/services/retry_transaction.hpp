// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines reprise::retry_transaction. Needs libpqxx.

#ifndef REPRISE_SERVICES_RETRY_TRANSACTION_HPP
#define REPRISE_SERVICES_RETRY_TRANSACTION_HPP

#include <reprise/blocking_retry.hpp>
#include <reprise/compose.hpp>
#include <reprise/concepts/classifier_policy.hpp>
#include <reprise/concepts/outcome_traits.hpp>
#include <reprise/concepts/repetition.hpp>
#include <reprise/detail/stating_operation.hpp>
#include <reprise/retry_policy.hpp>
#include <reprise/services/postgresql_session.hpp>

#include <pqxx/except>
#include <pqxx/transaction>

#include <concepts>
#include <exception>
#include <functional>  // std::invoke
#include <optional>
#include <type_traits>
#include <utility>

namespace reprise {

namespace detail {

// How far an attempt has come, and what the classifier says of what its body returned. That is asked before the commit:
// what is committed cannot be taken back.
class transaction_state {
  public:
    void begin() noexcept {
        commits_ = false;
        said_.reset();
        threw_ = nullptr;
    }
    void commit() noexcept { commits_ = true; }
    [[nodiscard]] bool commits() const noexcept { return commits_; }

    template <class Classifier, class Result>
    [[nodiscard]] bool rejects(Classifier const& classifier, Result const& returned) noexcept {
        try {
            said_ = detail::unwrap(classifier).judge(returned);
        } catch (...) {
            threw_ = std::current_exception();
        }
        return said_ || threw_ != nullptr;
    }

    // the same for the run, which asks when the attempt is over
    [[nodiscard]] std::optional<verdict> said() const {
        if (threw_ != nullptr) std::rethrow_exception(threw_);
        return said_;
    }

  private:
    bool commits_ = false;
    std::optional<verdict> said_;
    std::exception_ptr threw_;
};

// What a classifier of single statements cannot know: until the commit is sent nothing has taken effect, and a session
// whose server said goodbye is of no use any more.
template <class Classifier>
class in_transaction {
  public:
    using exceptions = typename policy_type_t<Classifier>::exceptions;

    // during the commit it still matters
    static constexpr bool ignores_ambiguity = detail::ignores_ambiguity<Classifier>;

    in_transaction(
        Classifier const& classifier, postgresql_session& session,
        transaction_state const& state) noexcept
        : classifier_{&classifier}, session_{&session}, state_{&state} {}

    template <class Failure>
    [[nodiscard]] verdict classify(Failure const& failure) const {
        // unwinding has ended the transaction before this
        if (is_goodbye(failure)) session_->disconnect();
        if constexpr (classifies<Classifier, Failure>) {
            auto const said = detail::unwrap(*classifier_).classify(failure);
            return state_->commits() ? said : said.ambiguous(false);
        } else {
            // what the body returned is the program's own
            return verdict::permanent();
        }
    }

    template <class Result>
        requires judges<Classifier, Result>
    [[nodiscard]] std::optional<verdict> judge(Result const& /*result*/) const {
        auto const said = state_->said();
        return said ? std::optional{said->ambiguous(false)} : said;
    }

  private:
    template <class Failure>
    [[nodiscard]] static bool is_goodbye(Failure const& failure) noexcept {
        if constexpr (std::derived_from<Failure, pqxx::sql_error>) {
            return failure.sqlstate().starts_with("57P") || failure.sqlstate().empty();
        } else {
            return std::derived_from<Failure, pqxx::broken_connection> ||
                   std::same_as<Failure, pqxx::in_doubt_error>;
        }
    }

    Classifier const* classifier_;
    postgresql_session* session_;
    transaction_state const* state_;
};

template <class Policy>
inline constexpr bool is_one_policy = false;

template <class... Parts>
inline constexpr bool is_one_policy<retry_policy<Parts...>> = true;

// Unless it says otherwise, a transaction must not be applied twice.
template <class Body>
[[nodiscard]] constexpr auto repetition_of_transaction(Body const& body) noexcept {
    if constexpr (states_repetition<Body>) {
        return detail::repetition_of(body);
    } else {
        return repetition_constant<repetition::unsafe>{};
    }
}

}  // namespace detail

/// \ingroup core
/// \brief Runs a whole transaction until it is committed or the policy gives up: begin, body, commit, and all of it
/// again after a failure that is worth it, over a new connection if the old one broke.
///
/// The policy's classifier is asked, with two things better known: a failure before the commit is never ambiguous,
/// since PostgreSQL rolls back what was not committed; and a connection that broke during the commit is
/// (`pqxx::in_doubt_error`). It then depends on what the body says of itself: as it is, the error comes out; with
/// reprise::idempotent or reprise::with_key the transaction is run again, and the body has to find out whether it has
/// happened already.
///
/// A body that returns a failure (see reprise::outcome_traits) is rolled back; if the classifier does not know such
/// failures, they are permanent. So is one that returns what the classifier rejects (reprise::retry_if_result): it is
/// asked before the commit, once an attempt.
///
/// A classifier that cannot say which failures are ambiguous (reprise::retry_on, reprise::retry_all) could not tell a
/// commit that failed from one that nobody answered, and does not compile with a body that must not happen twice, which
/// every body is unless it says otherwise. For single errors: `unambiguous(retry_on<pqxx::serialization_failure>{})`.
///
/// \snippet docs/examples/services/postgresql.cpp transfer
/// \tparam Transaction What is begun: a transaction class of libpqxx, serializable unless given.
/// \tparam Policy      A composed policy, with reprise::postgresql_failures.
/// \tparam Body        Called with the transaction, once per attempt.
/// \param policy  The policy.
/// \param session Where the connection comes from.
/// \param body    What happens between begin and commit. It must not commit, and must not do what a rollback does not
///                undo.
/// \return What the body returned in the attempt that was committed, or the last one.
/// \throws What the last attempt threw.
template <
    class Transaction = pqxx::transaction<pqxx::isolation_level::serializable>,
    detail::composed Policy, class Body>
    requires std::invocable<Body&, Transaction&>
decltype(auto) retry_transaction(Policy const& policy, postgresql_session& session, Body&& body) {
    using result = std::invoke_result_t<Body&, Transaction&>;
    static_assert(
        !std::is_reference_v<result>,
        "retry_transaction: the body returns a reference, and what it refers to may go with the transaction: return "
        "a value");

    static_assert(
        detail::is_one_policy<detail::policy_of_t<Policy>>,
        "retry_transaction: takes one policy, because it asks the classifier of that policy; for several kinds of "
        "failures give it one classifier that knows them all");

    auto const& classifier = detail::policy_of(policy).classifier();
    using classifier_type = std::remove_cvref_t<decltype(classifier)>;
    detail::transaction_state state;
    auto const once = [&]() -> result {
        state.begin();
        Transaction transaction{session.connection()};
        if constexpr (std::is_void_v<result>) {
            std::invoke(body, transaction);
            state.commit();
            transaction.commit();
        } else {
            auto returned = std::invoke(body, transaction);
            using value = std::remove_cv_t<result>;
            if constexpr (judges<classifier_type, value>) {
                if (state.rejects(classifier, returned)) return returned;
            }
            if constexpr (outcome_traits<value>::can_fail) {
                if (outcome_traits<value>::failed(returned)) return returned;
            }
            state.commit();
            transaction.commit();
            return returned;
        }
    };

    auto const may = detail::repetition_of_transaction(body);
    return reprise::retry(
        reprise::with(policy, detail::in_transaction{classifier, session, state}),
        detail::stating_operation<decltype(once), std::remove_const_t<decltype(may)>>{once, may});
}

/// \cond
template <
    class Transaction = pqxx::transaction<pqxx::isolation_level::serializable>,
    detail::composed Policy, class Body>
    requires(!std::invocable<Body&, Transaction&>)
void retry_transaction(Policy const& /*policy*/, postgresql_session& /*session*/, Body&& /*body*/) {
    static_assert(
        std::invocable<Body&, Transaction&>,
        "retry_transaction: the body must be callable with a reference to the transaction, which is a serializable "
        "one unless retry_transaction<Transaction> names another");
}
/// \endcond

}  // namespace reprise

#endif  // REPRISE_SERVICES_RETRY_TRANSACTION_HPP
