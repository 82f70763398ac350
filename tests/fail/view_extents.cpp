// EXPECT: a view has one to six extents
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

#ifdef MISTAKE
auto call(const double* data) { return tapeless::view(data); }
#else
auto call(const double* data) { return tapeless::view(data, 3, 7); }
#endif
