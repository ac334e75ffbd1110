// Exponential functions that a compiler can turn into vector instructions: no branches, no tables, no calls.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#define SACCADE_INLINE inline __attribute__((always_inline))

namespace saccade {

/** exp(x) as scale * (1 + rest): a power of two, and rest = exp(r) - 1 for |r| <= ln 2 / 2. */
struct Power {
  float scale, rest;
};

/** `rest` is good to 2e-8 relative. x within [-87, 88]; of NaN rest is NaN. */
SACCADE_INLINE Power Split(float x) {
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the lowest bits: no conversion, any NaN
  // harmless.
  const float magic = 12582912.0f;
  const float shifted = x * 1.44269504f + magic;
  const float k = shifted - magic;
  uint32_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 23) + 0x3f800000u;
  Power power;
  std::memcpy(&power.scale, &bits, sizeof bits);
  // r = x - k ln 2 with ln 2 in two parts, the first of so few digits that its product is exact.
  const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  // (exp(r) - 1 - r) / r^2, fitted over |r| <= ln 2 / 2 for the least largest relative error of `rest`.
  float q = 1.39466673e-3f;
  q = q * r + 8.36671144e-3f;
  q = q * r + 4.16662805e-2f;
  q = q * r + 1.66665420e-1f;
  q = q * r + 0.5f;
  power.rest = r + r * r * q;
  return power;
}

/** exp(x) for x <= 0; about 1e-38 far below, NaN of NaN. */
SACCADE_INLINE float ExpOfNegative(float x) {
  const Power power = Split(x < -87.0f ? -87.0f : x);
  return power.scale + power.scale * power.rest;
}

/** Between two bounds; written so that NaN passes. */
SACCADE_INLINE float Clamp(float x, float low, float high) {
  x = low > x ? low : x;
  return high < x ? high : x;
}

/** 1 / (1 + exp(-x)) to about 2e-7 relative; about 6e-39 instead of less for x < -88. */
SACCADE_INLINE float Sigmoid(float x) {
  const Power power = Split(Clamp(-x, -87.0f, 88.0f));
  return 1.0f / (1.0f + (power.scale + power.scale * power.rest));
}

/** tanh(x) to about 2e-7 relative, near zero too: (1 - exp(-2|x|)) / (1 + exp(-2|x|)) with the sign of x. */
SACCADE_INLINE float Tanh(float x) {
  float twice = -2.0f * std::fabs(x);
  twice = twice < -40.0f ? -40.0f : twice;  // NaN passes
  const Power power = Split(twice);
  const float below = (power.scale - 1.0f) + power.scale * power.rest;  // exp(-2|x|) - 1 to full precision
  return std::copysign(below / (below + 2.0f), x);
}

}  // namespace saccade
