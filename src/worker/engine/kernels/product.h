// Matrix products of float32, row-major and without gaps. A row of a result is summed in the
// same order whichever rows are computed with it.
#pragma once
#include <cstdint>

namespace saccade {

/** Numbers in a packed matrix of `depth` rows: its columns, filled up to whole vectors. */
int64_t PackedSize(int64_t depth, int64_t columns);

/** Brings a matrix [depth, columns] that is multiplied by again and again into the order in which it is read.
 */
void Pack(const float* matrix, int64_t depth, int64_t columns, float* packed);

/** Packs the transpose of a matrix [columns, depth]. */
void PackTransposed(const float* matrix, int64_t depth, int64_t columns, float* packed);

/** What is added to every row of a product: numbers from one row of it to the next, 0 for the same row each
 * time. */
struct Addend {
  const float* rows = nullptr;  // null adds nothing
  int64_t stride = 0;
};

/** out [rows, columns] = x [rows, depth] times a packed [depth, columns], plus the addend. */
void Multiply(const float* x, int64_t rows, const float* packed, int64_t depth, int64_t columns, float* out,
              Addend addend = {});

/** out [width, columns] = the transpose of x [rows, width] times y [rows, columns]; sums [columns] of y's
 * rows. */
void MultiplyTransposed(const float* x, const float* y, int64_t rows, int64_t width, int64_t columns,
                        float* out, float* sums);

/** sums [columns] += the rows of y, from one of them to the next `stride` numbers. */
void AddRows(const float* y, int64_t stride, int64_t rows, int64_t columns, float* sums);

/** Whether all this is computed on the processor's tile units (amx.h). Only there is MultiplyTransposed
 * faster than TensorFlow's product. */
bool UsesTileUnits();

}  // namespace saccade
