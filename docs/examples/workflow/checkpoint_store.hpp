// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief Defines workflow::checkpoint_store.

#ifndef REPRISE_EXAMPLES_WORKFLOW_CHECKPOINT_STORE_HPP
#define REPRISE_EXAMPLES_WORKFLOW_CHECKPOINT_STORE_HPP

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace workflow {

/// \brief What was done to a task, for the picture.
struct mark {
    std::string node;
    std::size_t document;
    std::string kind;  ///< `failed`, `succeeded`, `resumed`, `handled`, `asked` or `sent`.
    std::string text;
};

/// \brief A file that outlives the process: the results of tasks by their checkpoint namespace, answers to interrupts,
/// stored documents, and what happened.
///
/// Any number of threads may use one at once.
class checkpoint_store {
  public:
    /// \brief Opens the file, or makes it.
    /// \param file        The file's name.
    /// \param crash_after The process is killed when it has saved so many results; never if zero.
    checkpoint_store(std::string const& file, std::size_t crash_after);
    checkpoint_store(checkpoint_store const&) = delete;
    checkpoint_store& operator=(checkpoint_store const&) = delete;
    ~checkpoint_store();

    /// \brief The result of a task that has been run before.
    /// \param place The task's checkpoint namespace.
    /// \return The result, or nothing.
    [[nodiscard]] std::optional<std::string> find(std::string_view place);

    /// \brief Keeps the result of a task and notes how it came about, both or neither.
    /// \param place    The task's checkpoint namespace.
    /// \param result   The result.
    /// \param happened How it came about.
    void save(std::string_view place, std::string_view result, mark const& happened);

    /// \brief The answer to an interrupt.
    /// \param place The task's checkpoint namespace.
    /// \return The answer, or nothing.
    [[nodiscard]] std::optional<std::string> answer(std::string_view place);
    /// \brief Keeps an answer to an interrupt.
    /// \param place  The task's checkpoint namespace.
    /// \param answer The answer.
    void save_answer(std::string_view place, std::string_view answer);

    /// \brief Stores a finished document; a second time replaces the first.
    /// \param document The number.
    /// \param text     What is stored.
    void store_document(std::size_t document, std::string_view text);
    /// \brief How many documents are stored.
    /// \return The count.
    [[nodiscard]] std::size_t stored_documents();

    /// \brief Notes what happened.
    /// \param happened What.
    void note(mark const& happened);
    /// \brief All that happened, in this run and those before.
    /// \return In order.
    [[nodiscard]] std::vector<mark> marks();

    /// \brief How many results were found.
    /// \return The count in this process.
    [[nodiscard]] std::size_t found() const noexcept { return found_; }

  private:
    void insert(mark const& happened);
    std::optional<std::string> value(char const* statement, std::string_view key);
    void change(char const* statement, std::vector<std::string_view> const& values);

    std::mutex mutex_;
    sqlite3* database_ = nullptr;
    std::size_t crash_after_;
    std::size_t saved_ = 0;
    std::size_t found_ = 0;
};

}  // namespace workflow

#endif  // REPRISE_EXAMPLES_WORKFLOW_CHECKPOINT_STORE_HPP
