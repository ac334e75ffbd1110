// Exponential functions that a compiler can turn into vector instructions: no branches, no tables, no calls.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#define SACCADE_INLINE inline __attribute__((always_inline))

namespace saccade {

/** exp(x) to about 1e-7 relative, for any x; NaN stays NaN. */
SACCADE_INLINE float Exp(float x) {
  // Beyond these 2^k leaves the normal range. Written so that NaN fails both comparisons and passes through.
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float k = std::floor(x * 1.44269504f + 0.5f);
  // x - k ln 2 in two parts: the first product is exact.
  const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  // Taylor up to r^7 / 7!; |r| <= ln 2 / 2, so the first term left out is below 6e-9.
  float p = 1.98412698e-4f;
  p = p * r + 1.38888889e-3f;
  p = p * r + 8.33333333e-3f;
  p = p * r + 4.16666667e-2f;
  p = p * r + 1.66666667e-1f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const int32_t bits = (static_cast<int32_t>(k) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

SACCADE_INLINE float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }

/** tanh(x) to about 1e-7 relative. */
SACCADE_INLINE float Tanh(float x) {
  // Near zero 1 - 2 / (exp(2x) + 1) loses digits: there the odd Taylor series, good to 1e-8 below 0.25.
  const float s = x * x;
  float series = 2.18694885e-2f;
  series = series * s - 5.39682540e-2f;
  series = series * s + 1.33333333e-1f;
  series = series * s - 3.33333333e-1f;
  series = x + x * s * series;
  const float wide = 1.0f - 2.0f / (Exp(2.0f * x) + 1.0f);
  return s < 0.04f ? series : wide;
}

}  // namespace saccade
