// SPDX-License-Identifier: BSL-1.0
// Grows a program and gives equal nodes one place (hash-consing), which is the whole of common-subexpression
// elimination. It works on borrowed tables, so that functions called through an `operation` need no template parameter.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <tapeless/dag/node.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2 {

// In dag/handle.hpp.
namespace dag {
class builder;
}
constexpr int sum_of_places(dag::builder& program, int a, int b);
constexpr int difference_of_places(dag::builder& program, int a, int b);
constexpr int negation_of_places(dag::builder& program, int a);
constexpr int product_of_places(dag::builder& program, int a, int b);
constexpr handle operator+(const handle& a, const handle& b);
constexpr handle operator-(const handle& a, const handle& b);
constexpr handle operator*(const handle& a, const handle& b);
}  // namespace tapeless::inline v0_2
namespace tapeless::inline v0_2::dag {

class builder {
 public:
  static constexpr int max_axes = 31;

  template <sizes Capacity, std::size_t Buckets>
  constexpr builder(program<Capacity>& target, std::array<int, Buckets>& buckets, const algebra& arithmetic, mode how)
      : nodes_(target.nodes),
        edges_(target.edges),
        numbers_(target.numbers),
        symbols_(target.symbols),
        buckets_(buckets.data()),
        mask_(Buckets - 1),
        capacity_(Capacity),
        used_(&target.used),
        trouble_(&target.trouble),
        arithmetic_(&arithmetic),
        mode_(how) {
    static_assert(std::has_single_bit(Buckets));
  }

  using state = builder_state;
  constexpr state now() const { return {axis_count_, known_, primal_, commutes_, mode_}; }
  constexpr void resume(const state& before) {
    axis_count_ = before.axis_count;
    known_ = before.known;
    primal_ = before.primal;
    commutes_ = before.commutes;
    mode_ = before.how;
  }

  constexpr const algebra& arithmetic() const { return *arithmetic_; }
  constexpr mode how() const { return mode_; }
  constexpr void set_mode(mode how) { mode_ = how; }
  constexpr int size() const { return used_->nodes; }
  constexpr int axis_count() const { return axis_count_; }
  constexpr bool overflow() const { return *trouble_ == problem::full; }
  constexpr void report(problem what) {
    if (*trouble_ == problem::none) *trouble_ = what;
  }
  // Whether b*a is to be found where a*b is asked for: the same number, in another order.
  constexpr void set_commutes(bool commutes) { commutes_ = commutes; }
  // Whether the nodes to come belong to a value the user wrote.
  constexpr void set_primal(bool primal) { primal_ = primal; }
  constexpr const node& operator[](int id) const { return nodes_[id]; }
  constexpr const node* nodes() const { return nodes_; }  // all of them, which move never: compilers count calls
  constexpr const int* edges() const { return edges_; }
  constexpr int operand(int id, int k) const { return edges_[nodes_[id].first + k]; }
  constexpr const int* operands(int id) const { return edges_ + nodes_[id].first; }
  constexpr const int* operands_of(const node& one) const { return edges_ + one.first; }
  // Whether operand k of a node stands in an earlier place as well.
  constexpr bool repeats(int id, int k) const {
    for (int j = 0; j < k; ++j)
      if (operand(id, j) == operand(id, k) && !nodes_[id].op->takes_condition(j)) return true;
    return false;
  }
  constexpr const number& value(int id) const { return numbers_[nodes_[id].payload]; }
  constexpr const symbol_entry& symbol(int id) const { return symbols_[nodes_[id].payload]; }
  // A number that rules keep for a value as long as this builder is there; 0 at first.
  constexpr int& note(int id) {
    if (id >= notes_.size()) notes_.lengthen(2 * id + 64);
    return notes_[id];
  }
  constexpr bool has_axis(const char* name) const {
    for (int k = 0; k < used_->symbols; ++k)
      if (symbols_[k].kind == symbol_kind::axis && same_text(symbols_[k].name, name)) return true;
    return false;
  }
  constexpr view look() const {
    return {nodes_, edges_, numbers_, symbols_, nullptr, used_->nodes, used_->edges, used_->numbers, used_->symbols, 0};
  }

  // The node op(a, b), or -1 when the program does not hold it.
  constexpr int find_two(const operation& op, int a, int b) {
    if (known_ != used_->nodes) make_known();
    const node* const nodes = nodes_;
    const std::uint64_t x = nodes[a].hash, y = nodes[b].hash;
    const std::uint64_t hash = commutes_ && op.commutative ? op.hash + x + y : mix(mix(op.hash, x), y);
    const auto start = static_cast<std::size_t>(hash & mask_);
    if (buckets_[start] == 0) return -1;
    const int ids[2] = {a, b};
    return buckets_[locate(op, ids, 2, start)] - 1;
  }

  // The node op(operands), or -1 likewise.
  constexpr int find(const operation& op, const int* operands, int count) {
    if (known_ != used_->nodes) make_known();
    std::uint64_t hash = op.hash;
    for (int k = 0; k < count; ++k) hash = mix(hash, nodes_[operands[k]].hash);
    return buckets_[locate(op, operands, count, static_cast<std::size_t>(hash & mask_))] - 1;
  }

  constexpr int make(const operation& op, const int* operands, int count) {
    if (count == 2) return make_two(op, operands[0], operands[1]);
    const int first = used_->edges;
    if (first + count > capacity_.edges) return full();
    for (int k = 0; k < count; ++k) edges_[first + k] = operands[k];
    return make_of_last(op, count);
  }

  // The node op(a, b). All passes spend their time here: no calls, no loops, and members read once.
  constexpr int make_two(const operation& op, int a, int b) {
    node* const nodes = nodes_;
    const node &x = nodes[a], &y = nodes[b];
    const std::uint64_t start = op.hash, left = x.hash, right = y.hash;
    const std::uint64_t both = ((start ^ start >> 32) + left + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    const std::uint64_t hash = ((both ^ both >> 32) + right + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;  // mix twice
    sizes& used = *used_;
    const int id = used.nodes, first = used.edges;
    if (known_ != id) make_known();
    int* place = buckets_ + ((commutes_ && op.commutative ? start + left + right : hash) & mask_);
    if (*place != 0) {
      const int ids[2] = {a, b};
      place = buckets_ + locate(op, ids, 2, static_cast<std::size_t>(place - buckets_));
      if (*place != 0) return *place - 1;
    }
    if (id == capacity_.nodes || first + 2 > capacity_.edges) return full();
    int* const edges = edges_ + first;
    edges[0] = a;
    edges[1] = b;
    unsigned traits = op.traits;
    const unsigned of_operands = x.traits | y.traits;
    if (of_operands != trait::ordinary) {
      traits |= of_operands & op.inherits;
      if (op.part == role::product) traits |= 2 * (x.traits & trait::number);
    }
    nodes[id] = {
        &op,    hash, first, 2, -1, axis_count_ == 0 ? 0 : axes_of(op, edges, 2), static_cast<std::uint8_t>(traits),
        primal_};
    used.edges = first + 2;
    *place = used.nodes = known_ = id + 1;
    return id;
  }

  // The node `one` of another program, the operands of which are at `ids` here.
  constexpr int copy(const view& from, const node& one, const int* ids) {
    const int count = one.count;
    if (count == 0 && one.op->is_symbol()) return make_symbol(from.symbol(one));
    if (count == 0 && one.op->is_number()) return make_number(from.value(one));
    const int first = used_->edges;
    const int* const operands = from.edges + one.first;
    if (count == 2) return make_two(*one.op, ids[operands[0]], ids[operands[1]]);
    if (first + count > capacity_.edges) return full();
    for (int k = 0; k < count; ++k) edges_[first + k] = ids[operands[k]];
    return make_of_last(*one.op, count);
  }

  // The same of a program without axes all of whose nodes so far have been copied
  // by this function: no two of them are equal, so that none is looked up. They are made known when another one is.
  constexpr int adopt(const view& from, const node& one, const int* ids) {
    sizes& used = *used_;
    const int first = used.edges, id = used.nodes, count = one.count;
    if (id == capacity_.nodes || first + count > capacity_.edges) return full();
    node& fresh = nodes_[id];
    fresh = one;
    fresh.first = first;  // within the edges, also where there are no operands
    used.nodes = id + 1;
    if (count == 0) return adopt_leaf(from, one, id);
    const int* const operands = from.edges + one.first;
    int* const edges = edges_ + first;
    edges[0] = ids[operands[0]];
    if (count > 1) edges[1] = ids[operands[1]];
    for (int k = 2; k < count; ++k) edges[k] = ids[operands[k]];
    used.edges = first + count;
    return id;
  }

  // Of a program that is there already.
  constexpr void count_axes() {
    for (int k = 0; k < used_->symbols; ++k) axis_count_ += symbols_[k].kind == symbol_kind::axis;
  }
  // Operands that have another place take it: places[id] is one more, or 0.
  constexpr void move_operands(const node& one, const int* places) {
    int* const operands = edges_ + one.first;
    for (int k = 0; k < one.count; ++k) {
      const int place = places[operands[k]];
      if (place != 0) operands[k] = place - 1;
    }
  }
  constexpr void take_hash(int to, int from) { nodes_[to].hash = nodes_[from].hash; }  // which it stands for now

  constexpr int make_number(const number& value) {
    if (known_ < used_->nodes) make_known();
    const auto hash = hash_number(value);
    auto bucket = static_cast<std::size_t>(hash & mask_);
    for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask_) {
      const node& seen = nodes_[buckets_[bucket] - 1];
      if (seen.hash == hash && seen.op->is_number() && numbers_[seen.payload] == value) return buckets_[bucket] - 1;
    }
    if (used_->numbers == capacity_.numbers) return full();
    numbers_[used_->numbers] = value;
    const bool unit = value.is(1) || value.is(0) || value.is(-1);
    const std::uint8_t traits = unit ? trait::number | trait::unit : trait::number;
    const int id = append({&number_operation, hash, 0, 0, used_->numbers, 0, traits, primal_}, bucket);
    if (!overflow()) ++used_->numbers;
    return id;
  }

  constexpr int make_symbol(const symbol_entry& entry) {
    return make_symbol(entry.name, entry.kind, entry.extent, entry.origin);
  }
  constexpr int make_symbol(const char* name, symbol_kind kind, int extent = 0, const char* origin = "") {
    if (known_ < used_->nodes) make_known();
    const auto hash = hash_symbol(name, kind, extent);
    auto bucket = static_cast<std::size_t>(hash & mask_);
    for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask_) {
      const node& seen = nodes_[buckets_[bucket] - 1];
      if (seen.hash != hash || !seen.op->is_symbol()) continue;
      const symbol_entry& entry = symbols_[seen.payload];
      if (entry.kind == kind && entry.extent == extent && same_text(entry.name, name)) return buckets_[bucket] - 1;
    }
    if (used_->symbols == capacity_.symbols) return full();
    for (int k = 0; kind == symbol_kind::axis && k < used_->symbols; ++k)
      if (symbols_[k].kind == kind && same_text(symbols_[k].name, name)) report(problem::two_extents);
    symbols_[used_->symbols] = {name, kind, extent, origin};
    // Axes are numbered as they come: bit k of a node's mask is the k-th axis of the program.
    const bool is_axis = kind == symbol_kind::axis;
    const std::uint32_t axes = is_axis && axis_count_ < max_axes ? std::uint32_t{1} << axis_count_ : 0;
    if (is_axis && ++axis_count_ > max_axes) report(problem::too_many_axes);
    const int id = append({&symbol_operation, hash, 0, 0, used_->symbols, axes, trait::ordinary, primal_}, bucket);
    if (!overflow()) ++used_->symbols;
    return id;
  }

 private:
  friend class tapeless::handle;  // reads an operation without a call, as these do
  friend constexpr int tapeless::sum_of_places(builder& program, int a, int b);
  friend constexpr int tapeless::difference_of_places(builder& program, int a, int b);
  friend constexpr int tapeless::negation_of_places(builder& program, int a);
  friend constexpr int tapeless::product_of_places(builder& program, int a, int b);
  friend constexpr handle tapeless::operator+(const handle& a, const handle& b);
  friend constexpr handle tapeless::operator-(const handle& a, const handle& b);
  friend constexpr handle tapeless::operator*(const handle& a, const handle& b);

  // The bucket that holds the node, or the empty one where it belongs.
  constexpr std::size_t locate(const operation& op, const int* operands, int count, std::size_t bucket) const {
    const bool swaps = commutes_ && op.commutative && count == 2;
    for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask_) {
      const node& seen = nodes_[buckets_[bucket] - 1];
      if (seen.count != count || !seen.op->same(op)) continue;
      const int* const others = edges_ + seen.first;
      int equal = 0;
      while (equal < count && others[equal] == operands[equal]) ++equal;
      if (equal == count || (swaps && others[0] == operands[1] && others[1] == operands[0])) break;
    }
    return bucket;
  }

  // The node whose operands stand behind those of all others. All passes spend their time here: no calls, and members
  // read once.
  constexpr int make_of_last(const operation& op, int count) {
    sizes& used = *used_;
    node* const nodes = nodes_;
    const int first = used.edges, id = used.nodes;
    const int* const operands = edges_ + first;
    const std::uint64_t start = op.hash;
    std::uint64_t hash = start, key = start;
    for (int k = 0; k < count; ++k) {
      const std::uint64_t next = nodes[operands[k]].hash;
      hash = ((hash ^ hash >> 32) + next + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;  // mix
      key += next;
    }
    if (known_ < id) make_known();
    const std::size_t mask = mask_;
    auto bucket = static_cast<std::size_t>((commutes_ && count == 2 && op.commutative ? key : hash) & mask);
    int* const buckets = buckets_;
    if (buckets[bucket] != 0) {
      bucket = locate(op, operands, count, bucket);
      if (buckets[bucket] != 0) return buckets[bucket] - 1;
    }
    if (id == capacity_.nodes) return full();
    known_ = id + 1;
    unsigned traits = op.traits;
    const unsigned inherits = op.inherits;
    if (inherits != 0) {
      for (int k = 0; k < count; ++k) traits |= nodes[operands[k]].traits & inherits;
    }
    nodes[id] = {&op,
                 hash,
                 first,
                 count,
                 -1,
                 axis_count_ == 0 ? 0 : axes_of(op, operands, count),
                 static_cast<std::uint8_t>(traits),
                 primal_};
    used.edges = first + count;
    used.nodes = buckets[bucket] = id + 1;
    return id;
  }

  // Along which axes op(operands) varies: all that its operands have, without those that it binds.
  constexpr std::uint32_t axes_of(const operation& op, const int* operands, int count) const {
    std::uint32_t axes = 0;
    for (int k = 0; k < count; ++k) axes |= nodes_[operands[k]].axes;
    if (axes == 0) return axes;
    switch (op.part) {
      case role::reduction:
        if (count < 2) return axes;  // for g++ with optimisation, which would warn of an access that there is not
        return nodes_[operands[1]].axes & ~nodes_[operands[0]].axes;
      case role::pick:
        if (count < 3) return axes;  // likewise
        return (nodes_[operands[0]].axes & ~nodes_[operands[1]].axes) | nodes_[operands[2]].axes;
      case role::extent:
        return 0;
      default:
        return axes;
    }
  }

  // The number or symbol of an adopted node, or an operation without operands.
  constexpr int adopt_leaf(const view& from, const node& one, int id) {
    if (one.payload < 0) return id;
    if (one.op->is_number()) {
      if (used_->numbers == capacity_.numbers) return full();
      numbers_[used_->numbers] = from.value(one);
      nodes_[id].payload = used_->numbers++;
    } else {
      if (used_->symbols == capacity_.symbols) return full();
      symbols_[used_->symbols] = from.symbol(one);
      nodes_[id].payload = used_->symbols++;
    }
    return id;
  }
  constexpr void make_known() {
    const node* const nodes = nodes_;
    int* const buckets = buckets_;
    const std::size_t mask = mask_;
    const bool commutes = commutes_;
    const int count = used_->nodes;
    for (int id = known_; id < count; ++id) {
      const node& one = nodes[id];
      std::uint64_t key = one.hash;
      if (commutes && one.count == 2 && one.op->commutative)
        key = one.op->hash + nodes[edges_[one.first]].hash + nodes[edges_[one.first + 1]].hash;
      auto bucket = static_cast<std::size_t>(key & mask);
      while (buckets[bucket] != 0) bucket = (bucket + 1) & mask;
      buckets[bucket] = id + 1;
    }
    known_ = count;
  }

  constexpr int full() {
    report(problem::full);
    return 0;
  }

  constexpr int append(const node& fresh, std::size_t bucket) {
    if (used_->nodes == capacity_.nodes) return full();
    nodes_[used_->nodes] = fresh;
    known_ = buckets_[bucket] = used_->nodes + 1;
    return used_->nodes++;
  }

  node* nodes_;
  int* edges_;
  number* numbers_;
  symbol_entry* symbols_;
  int* buckets_;
  std::size_t mask_;
  sizes capacity_;
  sizes* used_;
  problem* trouble_;
  const algebra* arithmetic_;
  int axis_count_ = 0;
  int known_ = 0;  // nodes that the buckets hold
  bool primal_ = false;
  bool commutes_ = false;
  mode mode_;
  scratch<int> notes_;
};

}  // namespace tapeless::dag
