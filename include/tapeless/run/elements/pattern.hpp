// SPDX-License-Identifier: BSL-1.0
// The patterns of sparse matrices that rows of formulas fill, in compressed rows, and where in them each row finds its
// entries. Unknowns lie in nodes, runs that rows name as a whole.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tapeless/run/memory/extents.hpp>

namespace tapeless::inline v0_2::detail::run {

using place_list = std::vector<std::int32_t>;

constexpr std::size_t at(std::ptrdiff_t k) { return static_cast<std::size_t>(k); }

// A count as it is stored; the matrices of solvers count with int.
inline std::int32_t counted(std::ptrdiff_t count, const char* what) {
  if (count > std::numeric_limits<std::int32_t>::max())
    refuse(std::string(what) + " number " + std::to_string(count) + ", more than an int counts");
  return static_cast<std::int32_t>(count);
}

// All unknowns: node k has the unknowns first[k] to first[k + 1] - 1.
struct node_table {
  std::vector<std::int32_t> first{0};

  std::ptrdiff_t nodes() const { return static_cast<std::ptrdiff_t>(first.size()) - 1; }
  std::int32_t unknowns() const { return first.back(); }
  std::int32_t width(std::ptrdiff_t node) const { return first[at(node + 1)] - first[at(node)]; }
  void add(std::ptrdiff_t count, int width) {
    counted(first.back() + count * width, "unknowns");
    first.reserve(first.size() + at(count));
    for (std::ptrdiff_t k = 0; k < count; ++k) first.push_back(first.back() + width);
  }
};

// The nodes of many rows: block b of row r has node of(b, r).
struct row_nodes {
  struct list {
    std::int32_t begin = 0;               // of the first row, or in front of all nodes that are named
    const std::int32_t* named = nullptr;  // by row; without, one after the other
  };
  std::ptrdiff_t rows = 0;
  std::vector<list> blocks;

  std::int32_t of(std::size_t b, std::ptrdiff_t row) const {
    const list& one = blocks[b];
    return one.begin + (one.named != nullptr ? one.named[row] : static_cast<std::int32_t>(row));
  }
};

// A matrix in compressed rows, without its numbers: row r has the columns inner[outer[r]] to inner[outer[r + 1] - 1],
// in ascending order.
struct compressed_pattern {
  std::int32_t rows = 0, columns = 0;
  std::vector<std::int32_t> outer{0}, inner;
};

// The pattern of second derivatives: a symmetric matrix over all unknowns, in which each row of a formula couples all
// its nodes. A template, so that it is compiled where rows are asked for and not with the header.
template <class Index>
class coupling_of {
 public:
  compressed_pattern matrix;
  // By kind of rows, for blocks a and b: the entry of the first unknown of both nodes is number
  // places[kind][a*blocks + b][row]. The next unknown of node a has it row_length(node) further on.
  std::vector<std::vector<place_list>> places;

  void build(const node_table& nodes, const std::vector<row_nodes>& kinds) {
    find_neighbours(nodes, kinds);
    write_matrix(nodes);
    places.assign(kinds.size(), {});
    for (std::size_t k = 0; k < kinds.size(); ++k) find_places(nodes, kinds[k], places[k]);
  }

 private:
  struct row_of_kind {
    std::int32_t kind = 0;
    std::int32_t row = 0;
  };

  void find_neighbours(const node_table& nodes, const std::vector<row_nodes>& kinds) {
    // The rows that name a node.
    std::vector<std::ptrdiff_t> begin(at(nodes.nodes() + 1), 0);
    const auto each = [&](const auto& use) {
      for (std::size_t k = 0; k < kinds.size(); ++k)
        for (std::ptrdiff_t row = 0; row < kinds[k].rows; ++row)
          for (std::size_t b = 0; b < kinds[k].blocks.size(); ++b)
            use(kinds[k].of(b, row), row_of_kind{static_cast<std::int32_t>(k), static_cast<std::int32_t>(row)});
    };
    each([&](std::int32_t node, row_of_kind) { ++begin[at(node + 1)]; });
    for (std::ptrdiff_t n = 0; n < nodes.nodes(); ++n) begin[at(n + 1)] += begin[at(n)];
    std::vector<row_of_kind> naming(at(begin.back()));
    std::vector<std::ptrdiff_t> next(begin.begin(), begin.end() - 1);
    each([&](std::int32_t node, row_of_kind row) { naming[at(next[at(node)]++)] = row; });
    // A node is its own neighbour, so that the diagonal is there.
    begin_.assign(1, 0);
    neighbours_.clear();
    std::vector<std::int32_t> seen(at(nodes.nodes()), -1);
    for (std::int32_t n = 0; n < nodes.nodes(); ++n) {
      const std::size_t start = neighbours_.size();
      const auto meet = [&](std::int32_t other) {
        if (seen[at(other)] == n) return;
        seen[at(other)] = n;
        neighbours_.push_back(other);
      };
      meet(n);
      for (std::ptrdiff_t k = begin[at(n)]; k < begin[at(n + 1)]; ++k) {
        const row_nodes& kind = kinds[at(naming[at(k)].kind)];
        for (std::size_t b = 0; b < kind.blocks.size(); ++b) meet(kind.of(b, naming[at(k)].row));
      }
      std::sort(neighbours_.begin() + static_cast<std::ptrdiff_t>(start), neighbours_.end());
      begin_.push_back(static_cast<std::ptrdiff_t>(neighbours_.size()));
    }
  }

  void write_matrix(const node_table& nodes) {
    matrix.rows = matrix.columns = nodes.unknowns();
    matrix.outer.assign(1, 0);
    matrix.outer.reserve(at(nodes.unknowns() + 1));
    offsets_.resize(neighbours_.size());
    std::ptrdiff_t entries = 0;
    for (std::ptrdiff_t n = 0; n < nodes.nodes(); ++n) {
      std::int32_t length = 0;
      for (std::ptrdiff_t k = begin_[at(n)]; k < begin_[at(n + 1)]; ++k) {
        offsets_[at(k)] = length;
        length += nodes.width(neighbours_[at(k)]);
      }
      for (std::int32_t i = 0; i < nodes.width(n); ++i)
        matrix.outer.push_back(counted(entries += length, "entries of the matrix"));
    }
    matrix.inner.resize(at(entries));
    std::int32_t* to = matrix.inner.data();
    for (std::ptrdiff_t n = 0; n < nodes.nodes(); ++n)
      for (std::int32_t i = 0; i < nodes.width(n); ++i)
        for (std::ptrdiff_t k = begin_[at(n)]; k < begin_[at(n + 1)]; ++k)
          for (std::int32_t column = nodes.first[at(neighbours_[at(k)])];
               column < nodes.first[at(neighbours_[at(k)] + 1)]; ++column)
            *to++ = column;
  }

  void find_places(const node_table& nodes, const row_nodes& kind, std::vector<place_list>& result) {
    const std::size_t blocks = kind.blocks.size();
    result.assign(blocks * blocks, place_list(at(kind.rows)));
    for (std::ptrdiff_t row = 0; row < kind.rows; ++row)
      for (std::size_t a = 0; a < blocks; ++a) {
        const std::int32_t node = kind.of(a, row);
        const auto first = neighbours_.begin() + begin_[at(node)], last = neighbours_.begin() + begin_[at(node + 1)];
        for (std::size_t b = 0; b < blocks; ++b) {
          const auto found = std::lower_bound(first, last, kind.of(b, row)) - neighbours_.begin();
          result[a * blocks + b][at(row)] = matrix.outer[at(nodes.first[at(node)])] + offsets_[at(found)];
        }
      }
  }

  std::vector<std::ptrdiff_t> begin_;     // by node: where its neighbours begin
  std::vector<std::int32_t> neighbours_;  // in ascending order
  std::vector<std::int32_t> offsets_;     // of the columns of a neighbour, in a row
};
using coupling = coupling_of<std::int32_t>;

// The pattern of first derivatives of `results` values in each row: every one has the unknowns of all nodes of its row.
template <class Index>
class dependence_of {
 public:
  compressed_pattern matrix;
  // The entry of the first unknown of block b is number places[b][row] in each line of the row.
  std::vector<place_list> places;
  // Whether each line has all unknowns of all blocks apart; where labels of a row are equal, blocks share a node.
  bool apart = true;

  void build(const node_table& nodes, const row_nodes& kind, int results) {
    const std::size_t blocks = kind.blocks.size();
    places.assign(blocks, place_list(at(kind.rows)));
    matrix.rows = counted(kind.rows * results, "rows of the matrix");
    matrix.columns = nodes.unknowns();
    matrix.outer.assign(1, 0);
    matrix.outer.reserve(at(matrix.rows + 1));
    matrix.inner.clear();
    apart = true;
    std::vector<std::int32_t> named(blocks);
    for (std::ptrdiff_t row = 0; row < kind.rows; ++row) {
      for (std::size_t b = 0; b < blocks; ++b) named[b] = kind.of(b, row);
      std::sort(named.begin(), named.end());
      const auto end = std::unique(named.begin(), named.end());
      apart = apart && end == named.end();
      for (std::size_t b = 0; b < blocks; ++b) {
        std::int32_t offset = 0;
        for (auto k = named.begin(); *k != kind.of(b, row); ++k) offset += nodes.width(*k);
        places[b][at(row)] = offset;
      }
      for (int r = 0; r < results; ++r) {
        for (auto k = named.begin(); k != end; ++k)
          for (std::int32_t column = nodes.first[at(*k)]; column < nodes.first[at(*k + 1)]; ++column)
            matrix.inner.push_back(column);
        matrix.outer.push_back(counted(static_cast<std::ptrdiff_t>(matrix.inner.size()), "entries of the matrix"));
      }
    }
  }
};
using dependence = dependence_of<std::int32_t>;

}  // namespace tapeless::detail::run
