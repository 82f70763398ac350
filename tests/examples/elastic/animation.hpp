// SPDX-License-Identifier: BSL-1.0
// The front of the bar as an animation in SVG.
#pragma once

#include <fstream>
#include <vector>

namespace soft_bar {

// Writes the frames, in each of which the lines across and along the bar have their corners where `place` says: the
// number of the first coordinate of the corner (x, z). Whether the file could be written.
template <class Vector, class Place>
bool animate(const char* name, const std::vector<Vector>& frames, int length, int width, const Place& place) {
  std::ofstream picture(name);
  picture << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-5 -10 80 90' fill='none' stroke='black' "
             "stroke-width='.4'><path><animate attributeName='d' dur='2s' repeatCount='indefinite' values='";
  for (const Vector& frame : frames) {
    for (int line = 0; line <= length + width + 1; ++line)  // across, then along the bar
      for (int a = 0; a <= (line <= length ? width : length); ++a) {
        const int c = line <= length ? place(line, a) : place(a, line - length - 1);
        picture << (a == 0 ? 'M' : 'L') << 100 * frame[c] << ' ' << 20 - 100 * frame[c + 2];
      }
    if (&frame != &frames.back()) picture << ';';
  }
  picture << "'/></path></svg>\n";
  return bool(picture.flush());
}

}  // namespace soft_bar
