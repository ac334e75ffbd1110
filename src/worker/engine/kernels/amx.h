// Products of float32 matrices on the tile units of recent Intel processors (AMX), which multiply whole numbers
// of eight bits.
#pragma once
#include <cstdint>

#include "product.h"

namespace saccade::amx {

/** Whether this processor has the units and the system lets this process use them. Asks once. */
bool Available();

// As in product.h, packed in an order of their own.
int64_t PackedSize(int64_t depth, int64_t columns);
void Pack(const float* matrix, int64_t depth, int64_t columns, float* packed);
void PackTransposed(const float* matrix, int64_t depth, int64_t columns, float* packed);
void Multiply(const float* x, int64_t rows, const float* packed, int64_t depth, int64_t columns, float* out,
              Addend addend);
void MultiplyTransposed(const float* x, const float* y, int64_t rows, int64_t width, int64_t columns,
                        float* out, float* sums);  // the sums must begin with 0

}  // namespace saccade::amx
