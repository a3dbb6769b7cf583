// SPDX-License-Identifier: Apache-2.0

#include "text.hpp"

#include <iomanip>
#include <locale>
#include <sstream>

namespace flaky {

std::string fixed(double value, int decimals) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out << std::fixed << std::setprecision(decimals) << value;
    return out.str();
}

std::string to_text(std::chrono::nanoseconds span) {
    using namespace std::chrono_literals;
    if (span < 1s) return fixed(std::chrono::duration<double, std::milli>{span}.count(), 1) + " ms";
    return fixed(std::chrono::duration<double>{span}.count(), 2) + " s";
}

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string{noun} + (count == 1 ? "" : "s");
}

}  // namespace flaky
