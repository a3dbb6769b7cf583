// SPDX-License-Identifier: Apache-2.0

#include "console.hpp"

#include "text.hpp"

#include <ostream>
#include <string>

namespace flaky {

namespace {

constexpr std::string_view back_to_empty_line = "\r\x1b[K";

}  // namespace

console::console(std::ostream& out, settings what) : out_{out}, settings_{what} {}

void console::event(std::string_view text) {
    if (settings_.quiet) return;
    std::scoped_lock const lock{mutex_};
    std::chrono::duration<double> const now = std::chrono::steady_clock::now() - start_;
    auto const time = fixed(now.count(), 3);
    if (settings_.live) out_ << back_to_empty_line;
    out_ << std::string(time.size() < 7 ? 7 - time.size() : 0, ' ') << time << " s  " << text
         << '\n';
    if (settings_.live) draw_bar();
    out_.flush();
}

void console::document_done() {
    std::scoped_lock const lock{mutex_};
    auto const tenths_before = 10 * done_ / settings_.documents;
    ++done_;
    if (settings_.live) {
        out_ << back_to_empty_line;
        if (done_ < settings_.documents) draw_bar();
    } else if (auto const tenths = 10 * done_ / settings_.documents; tenths > tenths_before) {
        out_ << "progress: " << 10 * tenths << " % (" << done_ << " of "
             << counted(settings_.documents, "document") << ")\n";
    }
    out_.flush();
}

void console::draw_bar() {
    constexpr std::size_t width = 40;
    auto const filled = width * done_ / settings_.documents;
    out_ << '[' << std::string(filled, '#') << std::string(width - filled, '.') << "] "
         << 100 * done_ / settings_.documents << " %  " << done_ << " of "
         << counted(settings_.documents, "document");
}

}  // namespace flaky
