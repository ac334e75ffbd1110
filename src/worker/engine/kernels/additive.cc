// The additive score v · tanh(q + k) (Bahdanau 2015, A.1.2), forward and backward. Nothing of the size
// [target, source, inner] is ever kept: the gradient computes tanh again, which costs less than reading it back.
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Sizes {
  int64_t batch, target, source, inner;
};

SACCADE_VECTORIZED void Scores(const float* queries, const float* keys, const float* v, float* scores, const Sizes& n) {
  for (int64_t b = 0; b < n.batch; b++) {
    for (int64_t t = 0; t < n.target; t++) {
      const float* __restrict query = queries + (b * n.target + t) * n.inner;
      for (int64_t s = 0; s < n.source; s++) {
        const float* __restrict key = keys + (b * n.source + s) * n.inner;
        float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < n.inner; i++) sum += v[i] * Tanh(query[i] + key[i]);
        scores[(b * n.target + t) * n.source + s] = sum;
      }
    }
  }
}

SACCADE_VECTORIZED void ToQueries(const float* gradient, const float* queries, const float* keys, const float* v,
                                  float* out, const Sizes& n) {
  for (int64_t row = 0; row < n.batch * n.target; row++) {
    const float* __restrict query = queries + row * n.inner;
    const float* keysOfRow = keys + (row / n.target) * n.source * n.inner;
    float* __restrict to = out + row * n.inner;
    for (int64_t i = 0; i < n.inner; i++) to[i] = 0.0f;
    for (int64_t s = 0; s < n.source; s++) {
      const float weight = gradient[row * n.source + s];
      if (weight == 0.0f) continue;  // padding
      const float* __restrict key = keysOfRow + s * n.inner;
#pragma omp simd
      for (int64_t i = 0; i < n.inner; i++) {
        const float tanh = Tanh(query[i] + key[i]);
        to[i] += weight * v[i] * (1.0f - tanh * tanh);
      }
    }
  }
}

SACCADE_VECTORIZED void ToKeys(const float* gradient, const float* queries, const float* keys, const float* v,
                               float* toKeys, float* toV, const Sizes& n) {
  for (int64_t i = 0; i < n.inner; i++) toV[i] = 0.0f;
  for (int64_t b = 0; b < n.batch; b++) {
    for (int64_t s = 0; s < n.source; s++) {
      const float* __restrict key = keys + (b * n.source + s) * n.inner;
      float* __restrict to = toKeys + (b * n.source + s) * n.inner;
      for (int64_t i = 0; i < n.inner; i++) to[i] = 0.0f;
      for (int64_t t = 0; t < n.target; t++) {
        const float weight = gradient[(b * n.target + t) * n.source + s];
        if (weight == 0.0f) continue;
        const float* __restrict query = queries + (b * n.target + t) * n.inner;
        float* __restrict sum = toV;
#pragma omp simd
        for (int64_t i = 0; i < n.inner; i++) {
          const float tanh = Tanh(query[i] + key[i]);
          to[i] += weight * v[i] * (1.0f - tanh * tanh);
          sum[i] += weight * tanh;
        }
      }
    }
  }
}

/** Reads queries [batch, target, inner], keys [batch, source, inner], v [inner] from the inputs `first` and after. */
bool ReadSizes(Call& call, int first, Sizes& n) {
  n = {call.Size(first, 0), call.Size(first, 1), call.Size(first + 1, 1), call.Size(first, 2)};
  const bool fits = call.Size(first + 1, 0) == n.batch && call.Size(first + 1, 2) == n.inner && call.Size(first + 2, 0) == n.inner;
  return call.Check(fits, "an additive score needs queries [batch, target, inner], keys [batch, source, inner], v [inner]");
}

void AdditiveScores(Call& call) {
  Sizes n;
  if (!ReadSizes(call, 0, n)) return;
  float* scores = call.Output(0, {n.batch, n.target, n.source});
  if (call.Check(true, "")) Scores(call.Input(0), call.Input(1), call.Input(2), scores, n);
}

bool ReadGradient(Call& call, Sizes& n) {
  return ReadSizes(call, 1, n) &&
         call.Check(call.Size(0, 0) == n.batch && call.Size(0, 1) == n.target && call.Size(0, 2) == n.source,
                    "the gradient of additive scores has the shape [batch, target, source]");
}

void AdditiveToQueries(Call& call) {
  Sizes n;
  if (!ReadGradient(call, n)) return;
  float* out = call.Output(0, {n.batch, n.target, n.inner});
  if (call.Check(true, "")) ToQueries(call.Input(0), call.Input(1), call.Input(2), call.Input(3), out, n);
}

void AdditiveToKeys(Call& call) {
  Sizes n;
  if (!ReadGradient(call, n)) return;
  float* toKeys = call.Output(0, {n.batch, n.source, n.inner});
  float* toV = call.Output(1, {n.inner});
  if (call.Check(true, "")) ToKeys(call.Input(0), call.Input(1), call.Input(2), call.Input(3), toKeys, toV, n);
}

}  // namespace

void RegisterAdditive() {
  Register<AdditiveScores>("SaccadeAdditive", {"queries", "keys", "v"}, {"scores"});
  Register<AdditiveToQueries>("SaccadeAdditiveQueryGradient", {"gradient", "queries", "keys", "v"}, {"to_queries"});
  Register<AdditiveToKeys>("SaccadeAdditiveKeyGradient", {"gradient", "queries", "keys", "v"}, {"to_keys", "to_v"});
}

}  // namespace saccade
