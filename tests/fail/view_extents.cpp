// EXPECT: a view has one to six extents
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

#ifdef MISTAKE
auto seven(double* from) { return tapeless::view(from, 2, 2, 2, 2, 2, 2, 2); }
#else
auto six(double* from) { return tapeless::view(from, 2, 2, 2, 2, 2, 2); }
#endif
