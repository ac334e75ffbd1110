// Packed matrices as they lie in tensors: their sizes, then their numbers.
#pragma once
#include "kernel.h"
#include "math.h"
#include "product.h"

namespace saccade {

constexpr int64_t kPackedHeader = 16;  // what follows stays aligned

inline bool HasPacked(Call& call, int index, int64_t depth, int64_t columns) {
  if (!call.HasShape(index, {kPackedHeader + PackedSize(depth, columns)})) return false;
  const float* header = call.Input(index);
  return header[0] == static_cast<float>(depth) && header[1] == static_cast<float>(columns);
}

inline const float* PackedNumbers(Call& call, int index) {
  const float* header = call.Input(index);
  return header == nullptr ? nullptr : header + kPackedHeader;
}

}  // namespace saccade
