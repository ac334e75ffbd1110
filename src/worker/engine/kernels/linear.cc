// x W, and x W + b, with W packed for it beforehand: once for all steps of a sequence.
#include <algorithm>

#include "packed.h"

namespace saccade {
namespace {

void PackInto(Call& call, int64_t depth, int64_t columns,
              void (*pack)(const float*, int64_t, int64_t, float*)) {
  if (!call.Require(call.HasShape(0, {call.Size(0, 0), call.Size(0, 1)}), "Only a matrix can be packed."))
    return;
  float* out = call.Output(0, {kPackedHeader + PackedSize(depth, columns)});
  if (!call.Ok()) return;
  std::fill_n(out, kPackedHeader, 0.0f);
  out[0] = static_cast<float>(depth);
  out[1] = static_cast<float>(columns);
  pack(call.Input(0), depth, columns, out + kPackedHeader);
}

/** matrix [depth, columns] → packed */
void PackMatrix(Call& call) { PackInto(call, call.Size(0, 0), call.Size(0, 1), Pack); }

/** matrix [columns, depth] → its transpose, packed */
void PackTransposedMatrix(Call& call) { PackInto(call, call.Size(0, 1), call.Size(0, 0), PackTransposed); }

/** In float32 over some numbers, in double precision over all. */
SACCADE_VECTORIZED double SquaredNorm(const float* x, int64_t count) {
  constexpr int64_t kBlock = 1024;
  double all = 0.0;
  for (int64_t start = 0; start < count; start += kBlock) {
    const int64_t end = std::min(count, start + kBlock);
    float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = start; i < end; i++) sum += x[i] * x[i];
    all += sum;
  }
  return all;
}

struct Sizes {
  int64_t rows, depth, columns;
};

/** Of x [rows, depth] and a packed [depth, columns], the first two inputs. */
bool ReadSizes(Call& call, Sizes& n) {
  const float* header = call.Size(1, 0) >= kPackedHeader ? call.Input(1) : nullptr;
  n = {call.Size(0, 0), call.Size(0, 1), header == nullptr ? 0 : static_cast<int64_t>(header[1])};
  const bool fits =
      header != nullptr && call.HasShape(0, {n.rows, n.depth}) && HasPacked(call, 1, n.depth, n.columns);
  return call.Require(fits, "A product needs x [rows, depth] and a packed matrix [depth, columns].");
}

/** x of any shape → the sum of its numbers' squares */
void SumOfSquares(Call& call) {
  const float* x = call.Input(0);
  float* out = call.Output(0, {});
  if (call.Ok()) *out = static_cast<float>(SquaredNorm(x, call.Count(0)));
}

/** x [rows, depth], packed [depth, columns] → x W [rows, columns] */
void Product(Call& call) {
  Sizes n;
  if (!ReadSizes(call, n)) return;
  float* out = call.Output(0, {n.rows, n.columns});
  if (call.Ok()) Multiply(call.Input(0), n.rows, PackedNumbers(call, 1), n.depth, n.columns, out);
}

/** x [rows, depth], packed [depth, columns], addend [columns] or [rows, columns] → x W + addend */
void Affine(Call& call) {
  Sizes n;
  if (!ReadSizes(call, n)) return;
  const bool same = call.HasShape(2, {n.columns});
  if (!call.Require(same || call.HasShape(2, {n.rows, n.columns}),
                    "A product [rows, columns] can be added to [columns] or to [rows, columns]."))
    return;
  float* out = call.Output(0, {n.rows, n.columns});
  const float* addend = call.Input(2);
  if (!call.Ok()) return;
  Multiply(call.Input(0), n.rows, PackedNumbers(call, 1), n.depth, n.columns, out,
           {addend, same ? 0 : n.columns});
}

/** x [rows, width], y [rows, columns] → xᵀ y [width, columns], and the sums of y's columns [columns] */
void TransposedProduct(Call& call) {
  const int64_t rows = call.Size(0, 0), width = call.Size(0, 1), columns = call.Size(1, 1);
  if (!call.Require(call.HasShape(0, {rows, width}) && call.HasShape(1, {rows, columns}),
                    "A transposed product needs x [rows, width] and y [rows, columns]."))
    return;
  float* out = call.Output(0, {width, columns});
  float* sums = call.Output(1, {columns});
  if (call.Ok()) MultiplyTransposed(call.Input(0), call.Input(1), rows, width, columns, out, sums);
}

}  // namespace

void RegisterLinear(Registration& registration) {
  registration.Add<PackMatrix>("SaccadePack", {"matrix"}, {"packed"});
  registration.Add<PackTransposedMatrix>("SaccadePackTransposed", {"matrix"}, {"packed"});
  registration.Add<Product>("SaccadeProduct", {"x", "packed"}, {"product"});
  registration.Add<Affine>("SaccadeAffine", {"x", "packed", "addend"}, {"sum"});
  registration.Add<TransposedProduct>("SaccadeTransposedProduct", {"x", "y"}, {"product", "sums"});
  registration.Add<SumOfSquares>("SaccadeSumOfSquares", {"x"}, {"sum"});
}

}  // namespace saccade
