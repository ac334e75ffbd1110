#include "crew.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace saccade::crew {
namespace {

/** One job at a time, in parts that whoever is free takes. */
struct Board {
  /** Number of the job, how many parts it has and how many are taken: a part is taken by raising the last. */
  std::atomic<uint64_t> state{0};
  std::atomic<void (*)(const void*, int64_t)> run{nullptr};
  std::atomic<const void*> work{nullptr};
  std::atomic<int64_t> done{0};
  std::atomic<bool> taken{false};  // by the operation whose job it is

  std::mutex mutex;
  std::condition_variable posted;
  std::atomic<int> sleeping{0};
};

constexpr uint64_t kField = 16;
constexpr uint64_t kMask = (1u << kField) - 1;
uint64_t Parts(uint64_t state) { return state >> kField & kMask; }
uint64_t Taken(uint64_t state) { return state & kMask; }

std::atomic<int> operations{0};

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/** Takes a part of the job on the board, if one is left, and computes it. */
bool Help(Board& board) {
  uint64_t state = board.state.load(std::memory_order_acquire);
  while (Taken(state) < Parts(state)) {
    const auto run = board.run.load(std::memory_order_relaxed);
    const void* work = board.work.load(std::memory_order_relaxed);
    // Succeeds only while it is still this job, so that what was read above is the job's.
    if (!board.state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel)) continue;
    run(work, static_cast<int64_t>(Taken(state)));
    board.done.fetch_add(1, std::memory_order_release);
    return true;
  }
  return false;
}

/** Waking up takes as long as a part does, so a helper looks around for a while before it sleeps. */
void Serve(Board& board) {
  constexpr int kLooks = 2000, kPauses = 20;
  int idle = 0;
  for (;;) {
    if (Help(board)) {
      idle = 0;
    } else if (idle++ < kLooks) {
      for (int i = 0; i < kPauses; i++) Pause();
      if (idle % 2 == 0) std::this_thread::yield();  // somebody else may need the core
    } else {
      std::unique_lock<std::mutex> lock(board.mutex);
      board.sleeping.fetch_add(1);
      board.posted.wait(lock, [&board] {
        const uint64_t state = board.state.load();
        return Taken(state) < Parts(state);
      });
      board.sleeping.fetch_sub(1);
      idle = 0;
    }
  }
}

/** One for each operation that TensorFlow runs side by side, but the one that asks. */
int HelperCount() {
  const char* wanted = std::getenv("TF_NUM_INTEROP_THREADS");
  const int threads = wanted == nullptr ? 1 : std::atoi(wanted);
  return std::max(0, std::min({threads, static_cast<int>(std::thread::hardware_concurrency()), 4}) - 1);
}

/**
 * Made within an operation, so that helpers treat very small numbers as TensorFlow's threads do. Null where
 * there are no helpers. Never freed: helpers look at it until the process ends. */
Board* TheBoard() {
  static Board* const board = []() -> Board* {
    const int count = HelperCount();
    if (count == 0) return nullptr;
    Board* made = new Board;
    for (int i = 0; i < count; i++) std::thread(Serve, std::ref(*made)).detach();
    return made;
  }();
  return board;
}

}  // namespace

Presence::Presence() { operations.fetch_add(1, std::memory_order_relaxed); }
Presence::~Presence() { operations.fetch_sub(1, std::memory_order_relaxed); }

bool HasHelp() { return operations.load(std::memory_order_relaxed) <= 1 && TheBoard() != nullptr; }

void Run(int64_t parts, void (*run)(const void*, int64_t), const void* work) {
  Board* board = parts > 1 && parts <= kMostParts && HasHelp() ? TheBoard() : nullptr;
  if (board == nullptr || board->taken.exchange(true, std::memory_order_acquire)) {
    for (int64_t part = 0; part < parts; part++) run(work, part);
    return;
  }
  const uint64_t number = (board->state.load(std::memory_order_relaxed) >> 2 * kField) + 1;
  board->run.store(run, std::memory_order_relaxed);
  board->work.store(work, std::memory_order_relaxed);
  board->done.store(0, std::memory_order_relaxed);
  board->state.store(number << 2 * kField | static_cast<uint64_t>(parts) << kField);
  if (board->sleeping.load() > 0) {
    { const std::lock_guard<std::mutex> lock(board->mutex); }
    board->posted.notify_all();
  }
  while (Help(*board)) {
  }
  for (int waits = 0; board->done.load(std::memory_order_acquire) < parts; waits++) {
    if (waits < 4000) {
      Pause();
    } else {
      std::this_thread::yield();
    }
  }
  board->taken.store(false, std::memory_order_release);
}

}  // namespace saccade::crew
