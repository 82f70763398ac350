// SPDX-License-Identifier: BSL-1.0
// Threads that play the ranks of a program: what they send each other waits in queues.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace checks {

class message_queues {
 public:
  explicit message_queues(int size) : size_(size) {}
  int size() const { return size_; }
  void put(int from, int to, const void* data, std::size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const char* const begin = static_cast<const char*>(data);
    queues_[{from, to}].emplace_back(begin, begin + bytes);
    changed_.notify_all();
  }
  void take(int from, int to, void* data, std::size_t bytes) {
    std::unique_lock<std::mutex> lock(mutex_);
    std::deque<std::vector<char>>& queue = queues_[{from, to}];
    changed_.wait(lock, [&] { return !queue.empty(); });
    if (queue.front().size() != bytes) std::terminate();  // somebody else's message
    if (bytes > 0) std::memcpy(data, queue.front().data(), bytes);
    queue.pop_front();
  }

 private:
  int size_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<int, int>, std::deque<std::vector<char>>> queues_;
};

// One of them, as ranks(link, n) takes it.
class thread_rank {
 public:
  thread_rank(message_queues& queues, int rank) : queues_(queues), rank_(rank) {}
  int rank() const { return rank_; }
  int size() const { return queues_.size(); }
  int sent() const { return sent_; }  // how many messages
  void send(const void* data, std::size_t bytes, int to) {
    queues_.put(rank_, to, data, bytes);
    ++sent_;
  }
  void receive(void* data, std::size_t bytes, int from) { queues_.take(from, rank_, data, bytes); }
  void broadcast(void* data, std::size_t bytes, int root) {
    if (rank_ != root) return receive(data, bytes, root);
    for (int to = 0; to < size(); ++to)
      if (to != root) send(data, bytes, to);
  }
  void gather(const void* own, void* all, std::size_t bytes) {
    for (int to = 0; to < size(); ++to) send(own, bytes, to);
    for (int from = 0; from < size(); ++from)
      receive(static_cast<char*>(all) + static_cast<std::size_t>(from) * bytes, bytes, from);
  }

 private:
  message_queues& queues_;
  int rank_;
  int sent_ = 0;
};

// Calls work(link) on each of so many ranks at once and returns when all have returned.
template <class Work>
void on_ranks(int size, const Work& work) {
  message_queues queues(size);
  std::vector<std::thread> all;
  for (int rank = 0; rank < size; ++rank)
    all.emplace_back([&queues, &work, rank] {
      thread_rank link(queues, rank);
      work(link);
    });
  for (std::thread& one : all) one.join();
}

}  // namespace checks
