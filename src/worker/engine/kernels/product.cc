// A packed matrix is a row of panels, each up to three vectors wide. A tile of the result, some rows by one
// panel, stays in registers while its sums run over the depth.
#include "product.h"

#include <algorithm>
#include <vector>

#include "amx.h"
#include "kernel.h"
#include "math.h"

#if defined(__x86_64__) && !defined(SACCADE_ONE_TARGET)
#define SACCADE_X86
#endif

namespace saccade {
namespace {

constexpr int kVectors = 3;

/** A product by one panel, of which the first `columns` columns are wanted. */
struct PanelProduct {
  const float* x;  // [rows, depth]
  int64_t rows;
  const float* panel;  // [depth, whole vectors]
  int64_t depth, columns;
  float* out;
  int64_t out_stride;
  Addend addend;
};

template <int lanes, int rows, int vectors>
SACCADE_INLINE void Tile(const float* x, const float* panel, int64_t depth, float* out, int64_t out_stride,
                         Addend addend) {
  typedef float Vector __attribute__((vector_size(lanes * sizeof(float)), aligned(sizeof(float)), may_alias));
  Vector sums[rows][vectors];
  for (int r = 0; r < rows; r++) {
    const Vector* first = reinterpret_cast<const Vector*>(addend.rows + r * addend.stride);
    for (int v = 0; v < vectors; v++) sums[r][v] = addend.rows == nullptr ? Vector{} : first[v];
  }
  for (int64_t k = 0; k < depth; k++) {
    const Vector* line = reinterpret_cast<const Vector*>(panel + k * vectors * lanes);
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) sums[r][v] += x[r * depth + k] * line[v];
    }
  }
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) reinterpret_cast<Vector*>(out + r * out_stride)[v] = sums[r][v];
  }
}

/** A tile whose last vector would reach beyond the row. */
template <int lanes, int rows, int vectors>
SACCADE_INLINE void EdgeTile(const PanelProduct& p) {
  constexpr int64_t kWidth = vectors * lanes;
  float whole[rows * kWidth] = {};
  for (int r = 0; r < rows && p.addend.rows != nullptr; r++) {
    std::copy_n(p.addend.rows + r * p.addend.stride, p.columns, whole + r * kWidth);
  }
  Tile<lanes, rows, vectors>(p.x, p.panel, p.depth, whole, kWidth, {whole, kWidth});
  for (int r = 0; r < rows; r++) std::copy_n(whole + r * kWidth, p.columns, p.out + r * p.out_stride);
}

/** Tile after tile; what is left in tiles of half as many rows. */
template <int lanes, int tile_rows, int vectors>
SACCADE_INLINE void Rows(PanelProduct p) {
  for (; p.rows >= tile_rows; p.rows -= tile_rows) {
    if (p.columns == vectors * lanes) {
      Tile<lanes, tile_rows, vectors>(p.x, p.panel, p.depth, p.out, p.out_stride, p.addend);
    } else {
      EdgeTile<lanes, tile_rows, vectors>(p);
    }
    p.x += tile_rows * p.depth;
    p.out += tile_rows * p.out_stride;
    if (p.addend.rows != nullptr) p.addend.rows += tile_rows * p.addend.stride;
  }
  if constexpr (tile_rows > 1) Rows<lanes, tile_rows / 2, vectors>(p);
}

template <int lanes, int tile_rows>
SACCADE_INLINE void Panel(const PanelProduct& p) {
  if (p.columns > 2 * lanes) {
    Rows<lanes, tile_rows, 3>(p);
  } else if (p.columns > lanes) {
    Rows<lanes, tile_rows, 2>(p);
  } else {
    Rows<lanes, tile_rows, 1>(p);
  }
}

// A tile has to fit the registers: 32 of 16 numbers with AVX-512, 16 of 8 with AVX2, 16 or more of 4
// elsewhere.
void Panel4(const PanelProduct& p) { Panel<4, 4>(p); }
#ifdef SACCADE_X86
__attribute__((target("avx2,fma"))) void Panel8(const PanelProduct& p) { Panel<8, 4>(p); }
__attribute__((target("avx512f,fma"))) void Panel16(const PanelProduct& p) { Panel<16, 8>(p); }
#endif

struct Processor {
  int64_t lanes;
  void (*panel)(const PanelProduct&);
  int64_t width() const { return kVectors * lanes; }
  int64_t Padded(int64_t columns) const { return (columns + lanes - 1) / lanes * lanes; }
};

const Processor& ThisProcessor() {
  static const Processor processor = []() -> Processor {
#ifdef SACCADE_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) return {16, Panel16};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {8, Panel8};
#endif
    return {4, Panel4};
  }();
  return processor;
}

/** Calls `pack` for each panel with its first column, how many it has, how many with padding, and its place.
 */
template <typename PackPanel>
void ForEachPanel(int64_t depth, int64_t columns, float* packed, PackPanel pack) {
  const Processor& processor = ThisProcessor();
  for (int64_t start = 0; start < columns; start += processor.width()) {
    const int64_t wanted = std::min(processor.width(), columns - start);
    pack(start, wanted, processor.Padded(wanted), packed + start * depth);
  }
}

}  // namespace

int64_t PackedSize(int64_t depth, int64_t columns) {
  return amx::Available() ? amx::PackedSize(depth, columns) : depth * ThisProcessor().Padded(columns);
}

void Pack(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  if (amx::Available()) return amx::Pack(matrix, depth, columns, packed);
  ForEachPanel(depth, columns, packed, [=](int64_t start, int64_t wanted, int64_t padded, float* panel) {
    for (int64_t row = 0; row < depth; row++, panel += padded) {
      std::copy_n(matrix + row * columns + start, wanted, panel);
      std::fill(panel + wanted, panel + padded, 0.0f);
    }
  });
}

void PackTransposed(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  if (amx::Available()) return amx::PackTransposed(matrix, depth, columns, packed);
  ForEachPanel(depth, columns, packed, [=](int64_t start, int64_t wanted, int64_t padded, float* panel) {
    for (int64_t column = 0; column < padded; column++) {
      const float* from = matrix + (start + column) * depth;
      for (int64_t row = 0; row < depth; row++)
        panel[row * padded + column] = column < wanted ? from[row] : 0.0f;
    }
  });
}

void Multiply(const float* x, int64_t rows, const float* packed, int64_t depth, int64_t columns, float* out,
              Addend addend) {
  if (amx::Available()) return amx::Multiply(x, rows, packed, depth, columns, out, addend);
  const Processor& processor = ThisProcessor();
  for (int64_t start = 0; start < columns; start += processor.width()) {
    const Addend own{addend.rows == nullptr ? nullptr : addend.rows + start, addend.stride};
    processor.panel({x, rows, packed + start * depth, depth, std::min(processor.width(), columns - start),
                     out + start, columns, own});
  }
}

SACCADE_VECTORIZED void AddRows(const float* __restrict y, int64_t stride, int64_t rows, int64_t columns,
                                float* __restrict sums) {
  for (int64_t row = 0; row < rows; row++) {
    const float* __restrict line = y + row * stride;
#pragma omp simd
    for (int64_t i = 0; i < columns; i++) sums[i] += line[i];
  }
}

bool UsesTileUnits() { return amx::Available(); }

void MultiplyTransposed(const float* x, const float* y, int64_t rows, int64_t width, int64_t columns,
                        float* out, float* sums) {
  std::fill_n(sums, columns, 0.0f);
  if (amx::Available()) return amx::MultiplyTransposed(x, y, rows, width, columns, out, sums);
  AddRows(y, columns, rows, columns, sums);
  std::vector<float> transposed(static_cast<size_t>(rows * width));
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t i = 0; i < width; i++) transposed[i * rows + row] = x[row * width + i];
  }
  std::vector<float> packed(static_cast<size_t>(PackedSize(rows, columns)));
  Pack(y, rows, columns, packed.data());
  Multiply(transposed.data(), width, packed.data(), rows, columns, out);
}

}  // namespace saccade
