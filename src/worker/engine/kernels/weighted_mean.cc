// Attention of one query a sentence and head, from its scores on: softmax over the source, and the mean of
// the values by these weights, forward and backward. Values are read once.
#include <algorithm>
#include <limits>

#include "crew.h"
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Sizes {
  int64_t batch, heads, source, width;
};

/** Scores and what is added to them [source] → weights [source]. What is far below the largest is exactly 0.
 */
SACCADE_VECTORIZED void Softmax(const float* __restrict scores, const float* __restrict exclusion,
                                float* __restrict weights, int64_t source) {
  float largest = -std::numeric_limits<float>::infinity();
  for (int64_t s = 0; s < source; s++) {
    weights[s] = scores[s] + exclusion[s];
    largest = weights[s] > largest ? weights[s] : largest;
  }
  float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
  for (int64_t s = 0; s < source; s++) {
    const float x = weights[s] - largest;
    const float exponential = x < -87.0f ? 0.0f : ExpOfNegative(x);
    weights[s] = exponential;
    sum += exponential;
  }
  const float share = 1.0f / sum;
  for (int64_t s = 0; s < source; s++) weights[s] *= share;
}

/** Σ weights[s] values[s], four positions at a time. */
SACCADE_VECTORIZED void Mean(const float* __restrict weights, const float* __restrict values,
                             float* __restrict mean, int64_t source, int64_t width) {
  std::fill_n(mean, width, 0.0f);
  int64_t s = 0;
  for (; s + 4 <= source; s += 4) {
    const float a = weights[s], b = weights[s + 1], c = weights[s + 2], d = weights[s + 3];
    if (a == 0.0f && b == 0.0f && c == 0.0f && d == 0.0f) continue;  // padding
    const float* __restrict first = values + s * width;
#pragma omp simd
    for (int64_t i = 0; i < width; i++) {
      mean[i] +=
          (a * first[i] + b * first[width + i]) + (c * first[2 * width + i] + d * first[3 * width + i]);
    }
  }
  for (; s < source; s++) {
    const float weight = weights[s];
    const float* __restrict own = values + s * width;
#pragma omp simd
    for (int64_t i = 0; i < width; i++) mean[i] += weight * own[i];
  }
}

SACCADE_VECTORIZED void ToScores(const float* __restrict to_weights, const float* __restrict to_mean,
                                 const float* __restrict weights, const float* __restrict values,
                                 float* __restrict to_scores, int64_t source, int64_t width) {
  float all = 0.0f;
  for (int64_t s = 0; s < source; s++) {
    float sum = to_weights[s];
    if (weights[s] != 0.0f) {
      const float* __restrict own = values + s * width;
#pragma omp simd reduction(+ : sum)
      for (int64_t i = 0; i < width; i++) sum += to_mean[i] * own[i];
    }
    to_scores[s] = sum;
    all += weights[s] * sum;
  }
  for (int64_t s = 0; s < source; s++) to_scores[s] = weights[s] * (to_scores[s] - all);
}

/** Row by row of [batch * heads]. */
template <typename Work>
void ShareRows(const Sizes& n, const Work& work) {
  crew::ShareRuns(n.batch * n.heads, 8, [&](int64_t first, int64_t count) {
    for (int64_t row = first; row < first + count; row++) work(row);
  });
}

/**
 * scores [batch, heads, 1, source], exclusion [batch, 1, 1, source], values [batch, heads, source, width] →
 * mean [batch, heads, 1, width], weights [batch, heads, 1, source]
 */
void WeightedMean(Call& call) {
  const Sizes n{call.Size(2, 0), call.Size(2, 1), call.Size(2, 2), call.Size(2, 3)};
  const bool fits = call.HasShape(0, {n.batch, n.heads, 1, n.source}) &&
                    call.HasShape(1, {n.batch, 1, 1, n.source}) &&
                    call.HasShape(2, {n.batch, n.heads, n.source, n.width});
  if (!call.Require(
          fits,
          "A weighted mean needs scores [batch, heads, 1, source], exclusion [batch, 1, 1, source], "
          "values [batch, heads, source, width]."))
    return;
  const float *scores = call.Input(0), *exclusion = call.Input(1), *values = call.Input(2);
  float* mean = call.Output(0, {n.batch, n.heads, 1, n.width});
  float* weights = call.Output(1, {n.batch, n.heads, 1, n.source});
  if (!call.Ok()) return;
  ShareRows(n, [&](int64_t row) {
    float* own = weights + row * n.source;
    Softmax(scores + row * n.source, exclusion + row / n.heads * n.source, own, n.source);
    Mean(own, values + row * n.source * n.width, mean + row * n.width, n.source, n.width);
  });
}

/** gradients of mean and weights, weights, values → gradient of the scores */
void WeightedMeanToScores(Call& call) {
  const Sizes n{call.Size(3, 0), call.Size(3, 1), call.Size(3, 2), call.Size(3, 3)};
  const bool fits = call.HasShape(0, {n.batch, n.heads, 1, n.width}) &&
                    call.HasShape(1, {n.batch, n.heads, 1, n.source}) &&
                    call.HasShape(2, {n.batch, n.heads, 1, n.source}) &&
                    call.HasShape(3, {n.batch, n.heads, n.source, n.width});
  if (!call.Require(fits,
                    "The gradient of a weighted mean needs gradients of mean and weights, weights, values."))
    return;
  const float *to_mean = call.Input(0), *to_weights = call.Input(1), *weights = call.Input(2),
              *values = call.Input(3);
  float* to_scores = call.Output(0, {n.batch, n.heads, 1, n.source});
  if (!call.Ok()) return;
  ShareRows(n, [&](int64_t row) {
    const int64_t at = row * n.source;
    ToScores(to_weights + at, to_mean + row * n.width, weights + at, values + at * n.width, to_scores + at,
             n.source, n.width);
  });
}

}  // namespace

void RegisterWeightedMean(Registration& registration) {
  registration.Add<WeightedMean>("SaccadeWeightedMean", {"scores", "exclusion", "values"},
                                 {"mean", "weights"});
  registration.Add<WeightedMeanToScores>("SaccadeWeightedMeanGradient",
                                         {"to_mean", "to_weights", "weights", "values"}, {"to_scores"});
}

}  // namespace saccade
