// Cross entropy of softmax(logits) with one label a row, of which a share is spread evenly over all classes:
// forward and backward. The softmax is never kept: the gradient computes it again from the logits.
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Sizes {
  int64_t rows, classes;
};

SACCADE_VECTORIZED void Entropies(const float* logits, const float* labels, float smoothing, float* entropies,
                                  float* normalizers, const Sizes& n) {
  const float even = smoothing / static_cast<float>(n.classes);
  for (int64_t row = 0; row < n.rows; row++) {
    const float* __restrict x = logits + row * n.classes;
    float most = x[0];
#pragma omp simd reduction(max : most)
    for (int64_t i = 0; i < n.classes; i++) most = most > x[i] ? most : x[i];
    float sum = 0.0f, total = 0.0f;
#pragma omp simd reduction(+ : sum, total)
    for (int64_t i = 0; i < n.classes; i++) {
      sum += ExpOfNegative(x[i] - most);
      total += x[i] - most;
    }
    const float log_sum = std::log(sum);
    const float own = x[static_cast<int64_t>(labels[row])] - most;
    entropies[row] = log_sum - (1.0f - smoothing) * own - even * total;
    normalizers[row] = most + log_sum;
  }
}

SACCADE_VECTORIZED void ToLogits(const float* gradient, const float* logits, const float* labels,
                                 const float* normalizers, float smoothing, float* out, const Sizes& n) {
  const float even = smoothing / static_cast<float>(n.classes);
  for (int64_t row = 0; row < n.rows; row++) {
    const float* __restrict x = logits + row * n.classes;
    float* __restrict to = out + row * n.classes;
    const float weight = gradient[row], normalizer = normalizers[row];
    if (weight == 0.0f) {  // padding
      for (int64_t i = 0; i < n.classes; i++) to[i] = 0.0f;
      continue;
    }
#pragma omp simd
    for (int64_t i = 0; i < n.classes; i++) to[i] = weight * (ExpOfNegative(x[i] - normalizer) - even);
    to[static_cast<int64_t>(labels[row])] -= weight * (1.0f - smoothing);
  }
}

bool LabelsFit(const float* labels, const Sizes& n) {
  for (int64_t row = 0; row < n.rows; row++) {
    if (!(labels[row] >= 0.0f && labels[row] < static_cast<float>(n.classes))) return false;
  }
  return true;
}

constexpr char kShapes[] = "Cross entropy needs logits [rows, classes], labels [rows], smoothing [1].";

/** logits, labels (whole numbers), smoothing → entropies [rows], and the logarithms of the sums of
 * exp(logits) [rows]
 */
void CrossEntropy(Call& call) {
  const Sizes n{call.Size(0, 0), call.Size(0, 1)};
  const bool fits = n.classes > 0 && call.HasShape(0, {n.rows, n.classes}) && call.HasShape(1, {n.rows}) &&
                    call.HasShape(2, {1});
  if (!call.Require(fits, kShapes)) return;
  if (!call.Require(LabelsFit(call.Input(1), n), "A label is not among the classes.")) return;
  float* entropies = call.Output(0, {n.rows});
  float* normalizers = call.Output(1, {n.rows});
  if (call.Ok()) Entropies(call.Input(0), call.Input(1), call.Input(2)[0], entropies, normalizers, n);
}

/** gradient [rows], logits, labels, normalizers [rows], smoothing → gradient of the logits */
void CrossEntropyBackward(Call& call) {
  const Sizes n{call.Size(1, 0), call.Size(1, 1)};
  const bool fits = call.HasShape(0, {n.rows}) && call.HasShape(1, {n.rows, n.classes}) &&
                    call.HasShape(2, {n.rows}) && call.HasShape(3, {n.rows}) && call.HasShape(4, {1});
  if (!call.Require(fits, kShapes)) return;
  if (!call.Require(LabelsFit(call.Input(2), n), "A label is not among the classes.")) return;
  float* out = call.Output(0, {n.rows, n.classes});
  if (call.Ok())
    ToLogits(call.Input(0), call.Input(1), call.Input(2), call.Input(3), call.Input(4)[0], out, n);
}

}  // namespace

void RegisterCrossEntropy(Registration& registration) {
  registration.Add<CrossEntropy>("SaccadeCrossEntropy", {"logits", "labels", "smoothing"},
                                 {"entropies", "normalizers"});
  registration.Add<CrossEntropyBackward>("SaccadeCrossEntropyGradient",
                                         {"gradient", "logits", "labels", "normalizers", "smoothing"},
                                         {"to_logits"});
}

}  // namespace saccade
