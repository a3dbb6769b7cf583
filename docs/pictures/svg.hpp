// SPDX-License-Identifier: Apache-2.0

/// \file
/// \brief A drawing that is written down as SVG, for light and dark pages alike.

#ifndef REPRISE_DOCS_PICTURES_SVG_HPP
#define REPRISE_DOCS_PICTURES_SVG_HPP

#include <string>
#include <string_view>

namespace pictures {

struct point {
    double x;
    double y;
};

enum class align { start, middle, end };

// Collects shapes; each has a class, which the style sheet inside of the picture gives its colour.
class drawing {
  public:
    // What the picture shows, for those who cannot see it.
    drawing(double width, double height, std::string_view title, std::string_view description);

    void line(std::string_view style, point from, point to);
    void circle(std::string_view style, point center, double radius);
    void box(std::string_view style, point corner, double width, double height, double radius);
    void text(std::string_view style, point where, align alignment, std::string_view words);

    [[nodiscard]] std::string str() const;

  private:
    std::string out_;
};

}  // namespace pictures

#endif  // REPRISE_DOCS_PICTURES_SVG_HPP
