// SPDX-License-Identifier: BSL-1.0
// A few threads that wait for work, so that a call starts none and allocates nothing, or somebody else's. Tasks are
// numbered; which thread does which makes no difference to the result.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>

namespace tapeless::inline v0_2::detail::run {

// Threads of the caller's, behind a plain function: bulk(who, count, work, call) calls call(work, 0) ... call(work,
// count - 1). lanes: how many tasks it is given at most.
struct engine {
  void* who = nullptr;
  void (*bulk)(void* who, int count, void* work, void (*call)(void*, int) noexcept) = nullptr;
  int lanes = 1;
};

class team {
 public:
  // `threads` in all, the caller among them.
  explicit team(int threads)
      : helper_count_(threads - 1), helpers_(std::make_unique<std::thread[]>(count(helper_count_))) {
    for (int k = 0; k < helper_count_; ++k) helpers_[count(k)] = std::thread([this, k] { serve(k + 1); });
  }
  // No threads of its own.
  explicit team(const engine& with) : helper_count_(0), engine_(with) {}
  ~team() {
    task_count_ = 0;
    ending_ = true;
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    for (int k = 0; k < helper_count_; ++k) helpers_[count(k)].join();
  }
  team(const team&) = delete;
  team& operator=(const team&) = delete;

  // How many tasks may be done at the same time.
  int size() const { return engine_.bulk != nullptr ? engine_.lanes : helper_count_ + 1; }

  // Calls task(0, worker) ... task(tasks - 1, worker), each once, and returns when all have returned. The worker is the
  // number of the thread, the caller's is 0. They must not throw.
  template <class Task>
  void run(int tasks, Task& task) noexcept {
    if (tasks == 1) return task(0, 0);
    if (engine_.bulk != nullptr) return run_on_engine(tasks, task);
    task_ = &task;
    call_ = [](void* what, int k, int worker) noexcept { (*static_cast<Task*>(what))(k, worker); };
    task_count_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    busy_.store(helper_count_, std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    work(0);
    for (int left = busy_.load(std::memory_order_acquire); left != 0; left = busy_.load(std::memory_order_acquire))
      busy_.wait(left, std::memory_order_acquire);
  }

 private:
  // Each lane takes one task after the other, so that no two tasks have the same worker at a time, whatever threads the
  // lanes are on, and lanes that never start leave their share to others.
  template <class Task>
  void run_on_engine(int tasks, Task& task) noexcept {
    next_.store(0, std::memory_order_relaxed);
    auto lane = [this, tasks, &task](int worker) noexcept {
      for (int k = next_.fetch_add(1, std::memory_order_relaxed); k < tasks;
           k = next_.fetch_add(1, std::memory_order_relaxed))
        task(k, worker);
    };
    engine_.bulk(engine_.who, std::min(tasks, engine_.lanes), &lane,
                 [](void* what, int worker) noexcept { (*static_cast<decltype(lane)*>(what))(worker); });
  }

  static std::size_t count(int n) { return static_cast<std::size_t>(n); }

  void work(int worker) noexcept {
    for (int k = next_.fetch_add(1, std::memory_order_relaxed); k < task_count_;
         k = next_.fetch_add(1, std::memory_order_relaxed))
      call_(task_, k, worker);
  }
  void serve(int worker) noexcept {
    for (unsigned seen = 0; !ending_;) {
      round_.wait(seen, std::memory_order_acquire);
      seen = round_.load(std::memory_order_acquire);
      work(worker);
      if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
    }
  }

  int helper_count_;
  engine engine_;
  std::unique_ptr<std::thread[]> helpers_;
  std::atomic<unsigned> round_{0};
  std::atomic<int> next_{0};
  std::atomic<int> busy_{0};
  int task_count_ = 0;
  std::atomic<bool> ending_{false};
  void* task_ = nullptr;
  void (*call_)(void*, int, int) noexcept = nullptr;
};

}  // namespace tapeless::detail::run
