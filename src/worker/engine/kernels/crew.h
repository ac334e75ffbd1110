// Helps an operation that runs alone: TensorFlow computes independent operations side by side, one thread
// each, but the steps of a recurrence wait for each other, and its other threads then idle.
#pragma once
#include <algorithm>
#include <cstdint>

namespace saccade::crew {

/** Counts the operations at work, each from its making to its end. */
class Presence {
 public:
  Presence();
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;
};

/** Whether others would help now: parts may then be smaller than is best for one thread. */
bool HasHelp();

/** Most parts of a job. */
constexpr int64_t kMostParts = 256;

void Run(int64_t parts, void (*run)(const void*, int64_t), const void* work);

/**
 * Calls work(part) once for each part from 0 to parts - 1 and returns when all are done: on this thread, and
 * on others beside it where the calling operation is the only one at work and the process has threads to
 * spare (TF_NUM_INTEROP_THREADS). Parts must not depend on each other nor on the thread that computes them.
 */
template <typename Work>
void Share(int64_t parts, const Work& work) {
  Run(
      parts, [](const void* given, int64_t part) { (*static_cast<const Work*>(given))(part); }, &work);
}

/** Shares out `count` things in a row: work(first, how many) for at most `most` at a time. */
template <typename Work>
void ShareRuns(int64_t count, int64_t most, const Work& work) {
  Share((count + most - 1) / most,
        [&](int64_t part) { work(part * most, std::min(most, count - part * most)); });
}

}  // namespace saccade::crew
