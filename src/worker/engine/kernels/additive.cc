// The additive score v · tanh(q + k) (Bahdanau 2015, A.1.2), forward and backward. Nothing of the size
// [target, source, inner] is ever kept: the gradients compute tanh again, which costs less than reading it
// back.
#include <algorithm>

#include "crew.h"
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Sizes {
  int64_t batch, target, source, inner;
};

SACCADE_VECTORIZED void Scores(const float* queries, const float* keys, const float* v, float* scores,
                               const Sizes& n, int64_t first, int64_t count) {
  const int64_t inner = n.inner;
  for (int64_t b = first; b < first + count; b++) {
    for (int64_t t = 0; t < n.target; t++) {
      const float* __restrict query = queries + (b * n.target + t) * inner;
      for (int64_t s = 0; s < n.source; s++) {
        const float* __restrict key = keys + (b * n.source + s) * inner;
        float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < inner; i++) sum += v[i] * Tanh(query[i] + key[i]);
        scores[(b * n.target + t) * n.source + s] = sum;
      }
    }
  }
}

SACCADE_VECTORIZED void ToQueries(const float* gradient, const float* queries, const float* keys,
                                  const float* v, float* out, const Sizes& n, int64_t first, int64_t count) {
  const int64_t inner = n.inner;
  for (int64_t row = first * n.target; row < (first + count) * n.target; row++) {
    const float* __restrict query = queries + row * inner;
    const float* keys_of_row = keys + (row / n.target) * n.source * inner;
    float* __restrict to = out + row * inner;
    for (int64_t i = 0; i < inner; i++) to[i] = 0.0f;
    for (int64_t s = 0; s < n.source; s++) {
      const float weight = gradient[row * n.source + s];
      if (weight == 0.0f) continue;  // padding
      const float* __restrict key = keys_of_row + s * inner;
#pragma omp simd
      for (int64_t i = 0; i < inner; i++) {
        const float tanh = Tanh(query[i] + key[i]);
        to[i] += weight * (1.0f - tanh * tanh);
      }
    }
    for (int64_t i = 0; i < inner; i++) to[i] *= v[i];
  }
}

SACCADE_VECTORIZED void ToKeys(const float* gradient, const float* queries, const float* keys, const float* v,
                               float* to_keys, float* __restrict to_v, const Sizes& n) {
  const int64_t inner = n.inner;
  for (int64_t i = 0; i < inner; i++) to_v[i] = 0.0f;
  for (int64_t b = 0; b < n.batch; b++) {
    for (int64_t s = 0; s < n.source; s++) {
      const float* __restrict key = keys + (b * n.source + s) * inner;
      float* __restrict to = to_keys + (b * n.source + s) * inner;
      for (int64_t i = 0; i < inner; i++) to[i] = 0.0f;
      for (int64_t t = 0; t < n.target; t++) {
        const float weight = gradient[(b * n.target + t) * n.source + s];
        if (weight == 0.0f) continue;  // padding
        const float* __restrict query = queries + (b * n.target + t) * inner;
#pragma omp simd
        for (int64_t i = 0; i < inner; i++) {
          const float tanh = Tanh(query[i] + key[i]);
          to[i] += weight * (1.0f - tanh * tanh);
          to_v[i] += weight * tanh;
        }
      }
      for (int64_t i = 0; i < inner; i++) to[i] *= v[i];
    }
  }
}

/** In a part of the work. */
constexpr int64_t kSentences = 8;

/** Reads queries [batch, target, inner], keys [batch, source, inner], v [inner] from the inputs `first` and
 * after. */
bool ReadSizes(Call& call, int first, Sizes& n) {
  n = {call.Size(first, 0), call.Size(first, 1), call.Size(first + 1, 1), call.Size(first, 2)};
  return call.Require(
      call.HasShape(first, {n.batch, n.target, n.inner}) &&
          call.HasShape(first + 1, {n.batch, n.source, n.inner}) && call.HasShape(first + 2, {n.inner}),
      "Additive scores need queries [batch, target, inner], keys [batch, source, inner], v [inner].");
}

bool ReadSizesAfterGradient(Call& call, Sizes& n) {
  return ReadSizes(call, 1, n) &&
         call.Require(call.HasShape(0, {n.batch, n.target, n.source}),
                      "The gradient of additive scores must have their shape [batch, target, source].");
}

/** queries, keys, v → scores [batch, target, source] */
void AdditiveScores(Call& call) {
  Sizes n;
  if (!ReadSizes(call, 0, n)) return;
  float* scores = call.Output(0, {n.batch, n.target, n.source});
  const float *queries = call.Input(0), *keys = call.Input(1), *v = call.Input(2);
  if (!call.Ok()) return;
  crew::ShareRuns(n.batch, kSentences,
                  [&](int64_t first, int64_t count) { Scores(queries, keys, v, scores, n, first, count); });
}

/** gradient of the scores, queries, keys, v → gradient of the queries */
void AdditiveToQueries(Call& call) {
  Sizes n;
  if (!ReadSizesAfterGradient(call, n)) return;
  float* out = call.Output(0, {n.batch, n.target, n.inner});
  const float *gradient = call.Input(0), *queries = call.Input(1), *keys = call.Input(2), *v = call.Input(3);
  if (!call.Ok()) return;
  crew::ShareRuns(n.batch, kSentences, [&](int64_t first, int64_t count) {
    ToQueries(gradient, queries, keys, v, out, n, first, count);
  });
}

/** gradient of the scores, queries, keys, v → gradients of the keys and of v */
void AdditiveToKeys(Call& call) {
  Sizes n;
  if (!ReadSizesAfterGradient(call, n)) return;
  float* to_keys = call.Output(0, {n.batch, n.source, n.inner});
  float* to_v = call.Output(1, {n.inner});
  if (call.Ok()) ToKeys(call.Input(0), call.Input(1), call.Input(2), call.Input(3), to_keys, to_v, n);
}

}  // namespace

void RegisterAdditive(Registration& registration) {
  registration.Add<AdditiveScores>("SaccadeAdditive", {"queries", "keys", "v"}, {"scores"});
  registration.Add<AdditiveToQueries>("SaccadeAdditiveQueryGradient", {"gradient", "queries", "keys", "v"},
                                      {"to_queries"});
  registration.Add<AdditiveToKeys>("SaccadeAdditiveKeyGradient", {"gradient", "queries", "keys", "v"},
                                   {"to_keys", "to_v"});
}

}  // namespace saccade
