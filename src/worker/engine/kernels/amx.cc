// A float32 number is the sum of three bfloat16 numbers, each the rounded rest of those before: 24 bits in
// three times 8. Of the nine products of two such sums, six are computed; the other three are below 2^-23 of
// the whole together, as one rounding of float32 is. They are summed in float32, the smallest first.
//
// A step of the depth is 32 numbers: a tile of the left factor is 16 rows of 32, one of the right factor 16
// pairs of rows by 16 columns, the two numbers of a pair beside each other. A step is stored as three tiles,
// one a part.
#include "amx.h"

#if defined(__x86_64__) && defined(__linux__) && !defined(SACCADE_ONE_TARGET) && \
    (__has_include(<amxbf16intrin.h>) || __has_include(<amxintrin.h>)) && __has_include(<avx512bf16intrin.h>)
#define SACCADE_AMX
#endif

#ifdef SACCADE_AMX

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include "crew.h"

#define SACCADE_AMX_CODE \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,amx-tile,amx-bf16")))

namespace saccade::amx {
namespace {

constexpr int64_t kTile = 16;       // rows, and columns, of a tile of sums
constexpr int64_t kDepth = 32;      // numbers of the depth in a tile
constexpr int64_t kTileSize = 512;  // bfloat16 numbers in a tile
constexpr int64_t kStepSize = 3 * kTileSize;
constexpr int64_t kSlab = 512;  // numbers of the depth that are summed before the next columns

constexpr int64_t Whole(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }
constexpr int64_t Steps(int64_t depth) { return (depth + kDepth - 1) / kDepth; }

bool Ask() {
  const char* wish = std::getenv("SACCADE_AMX");
  if (wish != nullptr && std::strcmp(wish, "off") == 0) return false;
  unsigned a, b, c, d, highest;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned kBf16 = 1u << 22, kTiles = 1u << 24;
  if (!(d & kBf16) || !(d & kTiles)) return false;
  if (!__get_cpuid_count(7, 1, &highest, &b, &c, &d) || !(highest & (1u << 5))) return false;  // AVX512_BF16
  constexpr int kRequestPermission = 0x1023, kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

/** Eight tiles of 16 rows of 64 bytes. */
struct alignas(64) TileShapes {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
constexpr TileShapes kTileShapes;

/** A thread's tile registers, from here to the end of the block. */
class Tiles {
 public:
  SACCADE_AMX_CODE Tiles() { _tile_loadconfig(&kTileShapes); }
  SACCADE_AMX_CODE ~Tiles() { _tile_release(); }
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;
};

/** Sixteen lines of 32 bfloat16 numbers, of each part. */
struct Parts {
  __m512i lines[3][16];
};

/** The three parts of 16 numbers of each of two vectors; `first` becomes the lower half of a line. */
SACCADE_AMX_CODE inline void Cut(__m512 first, __m512 second, __m512i (&lines)[3]) {
  for (int part = 0; part < 3; part++) {
    const __m512i line = reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(second, first));
    lines[part] = line;
    if (part == 2) break;
    const __m256i low = _mm512_castsi512_si256(line), high = _mm512_extracti64x4_epi64(line, 1);
    first -= _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(low), 16));
    second -= _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16));
  }
}

SACCADE_AMX_CODE inline __mmask16 Mask(int64_t count) {
  return static_cast<__mmask16>(count >= 16 ? 0xffff : count <= 0 ? 0 : (1 << count) - 1);
}

/** Lines of `width` numbers from consecutive columns: line r is row r. */
SACCADE_AMX_CODE inline void ReadRows(const float* from, int64_t stride, int64_t rows, int64_t width,
                                      Parts& parts) {
  const __mmask16 first = Mask(width), second = Mask(width - 16);
  for (int64_t r = 0; r < kTile; r++) {
    __m512i lines[3] = {};
    _mm_prefetch(from + (r + kTile) * stride, _MM_HINT_T0);
    _mm_prefetch(from + (r + kTile) * stride + 16, _MM_HINT_T0);
    if (r < rows) {
      Cut(_mm512_maskz_loadu_ps(first, from + r * stride),
          _mm512_maskz_loadu_ps(second, from + r * stride + 16), lines);
    }
    for (int part = 0; part < 3; part++) parts.lines[part][r] = lines[part];
  }
}

/** Lines of 16 pairs from two consecutive rows: line r has rows 2 r and 2 r + 1, column by column. */
SACCADE_AMX_CODE inline void ReadPairs(const float* from, int64_t stride, int64_t rows, int64_t width,
                                       Parts& parts) {
  alignas(64) static constexpr uint16_t kInterleave[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                           21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                           11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  const __m512i interleave = _mm512_load_si512(kInterleave);
  const __mmask16 mask = Mask(width);
  for (int64_t r = 0; r < kTile; r++) {
    __m512i lines[3] = {};
    const float* line = from + 2 * r * stride;
    _mm_prefetch(line + 2 * kTile * stride, _MM_HINT_T0);
    _mm_prefetch(line + (2 * kTile + 1) * stride, _MM_HINT_T0);
    if (2 * r < rows) {
      Cut(_mm512_maskz_loadu_ps(mask, line),
          2 * r + 1 < rows ? _mm512_maskz_loadu_ps(mask, line + stride) : _mm512_setzero_ps(), lines);
    }
    for (int part = 0; part < 3; part++)
      parts.lines[part][r] = _mm512_permutexvar_epi16(interleave, lines[part]);
  }
}

/** Element (i, j) to (j, i), of 32 bits: a pair stays a pair. */
SACCADE_AMX_CODE inline void Transpose(__m512i (&x)[16]) {
  __m512i y[16];
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    for (int half = 0; half < 2; half++) {
      x[i + 2 * half] = _mm512_unpacklo_epi64(y[i + half], y[i + half + 2]);
      x[i + 2 * half + 1] = _mm512_unpackhi_epi64(y[i + half], y[i + half + 2]);
    }
  }
  // x[4 i + c] holds, in quarter q, element 4 q + c of rows 4 i to 4 i + 3.
  for (int c = 0; c < 4; c++) {
    const __m512i even = _mm512_shuffle_i32x4(x[c], x[c + 4], 0x88);
    const __m512i odd = _mm512_shuffle_i32x4(x[c], x[c + 4], 0xdd);
    const __m512i even_later = _mm512_shuffle_i32x4(x[c + 8], x[c + 12], 0x88);
    const __m512i odd_later = _mm512_shuffle_i32x4(x[c + 8], x[c + 12], 0xdd);
    y[c] = _mm512_shuffle_i32x4(even, even_later, 0x88);
    y[c + 8] = _mm512_shuffle_i32x4(even, even_later, 0xdd);
    y[c + 4] = _mm512_shuffle_i32x4(odd, odd_later, 0x88);
    y[c + 12] = _mm512_shuffle_i32x4(odd, odd_later, 0xdd);
  }
  std::memcpy(x, y, sizeof y);
}

template <bool transposed>
SACCADE_AMX_CODE inline void Write(Parts& parts, uint16_t* to) {
  for (int part = 0; part < 3; part++) {
    if (transposed) Transpose(parts.lines[part]);
    for (int r = 0; r < 16; r++) _mm512_store_si512(to + part * kTileSize + r * 32, parts.lines[part][r]);
  }
}

/**
 * Rows [rows, depth] as tiles of a left factor, 16 rows after 16 rows, or, transposed, as those of a right
 * factor of as many columns.
 */
template <bool transposed>
SACCADE_AMX_CODE void CutRows(const float* from, int64_t stride, int64_t rows, int64_t depth, uint16_t* to) {
  Parts parts;
  for (int64_t r = 0; r < rows; r += kTile) {
    for (int64_t k = 0; k < depth; k += kDepth, to += kStepSize) {
      ReadRows(from + r * stride + k, stride, rows - r, depth - k, parts);
      Write<transposed>(parts, to);
    }
  }
}

/** A matrix [depth, columns] as tiles of a right factor, 16 columns after 16, or, transposed, of a left one.
 */
template <bool transposed>
SACCADE_AMX_CODE void CutColumns(const float* from, int64_t stride, int64_t depth, int64_t columns,
                                 uint16_t* to) {
  Parts parts;
  const int64_t steps = Steps(depth);
  for (int64_t step = 0; step < steps; step++) {  // row after row, as they lie in memory
    const int64_t k = step * kDepth;
    uint16_t* at = to + step * kStepSize;
    for (int64_t c = 0; c < columns; c += kTile, at += steps * kStepSize) {
      ReadPairs(from + k * stride + c, stride, depth - k, columns - c, parts);
      Write<transposed>(parts, at);
    }
  }
}

/** 16 or 32 rows and columns of sums. */
struct Block {
  const uint16_t *left, *right;  // tiles
  int64_t steps;
  const float* before;  // what the sums begin with; null is 0
  int64_t before_stride;
  float* out;
  int64_t stride;
};

/** Tiles 0 to 3 are sums, 4 and 5 of the left factor, 6 and 7 of the right one. */
template <int rows, int columns>
SACCADE_AMX_CODE inline void Sum(const Block& b) {
  static_assert(rows >= 1 && rows <= 2 && columns >= 1 && columns <= 2);
  asm volatile("" ::: "memory");  // GCC does not know that loading a tile reads memory
  constexpr bool low = rows == 2, wide = columns == 2;
  if (b.before == nullptr) {
    _tile_zero(0);
    if constexpr (wide) _tile_zero(1);
    if constexpr (low) _tile_zero(2);
    if constexpr (low && wide) _tile_zero(3);
  } else {
    const int64_t stride = b.before_stride * 4;
    const float* below = b.before + kTile * b.before_stride;
    _tile_loadd(0, b.before, stride);
    if constexpr (wide) _tile_loadd(1, b.before + kTile, stride);
    if constexpr (low) _tile_loadd(2, below, stride);
    if constexpr (low && wide) _tile_loadd(3, below + kTile, stride);
  }
  if (b.before != b.out) {  // they are seldom in a cache
    for (int r = 0; r < rows * kTile; r++) {
      for (int c = 0; c < columns; c++) __builtin_prefetch(b.out + r * b.stride + c * kTile, 1);
    }
  }
  const uint16_t *left = b.left, *right = b.right;
  const int64_t other = b.steps * kStepSize;  // the next 16 rows, or columns
#define LEFT(part)                             \
  _tile_loadd(4, left + (part)*kTileSize, 64); \
  if constexpr (low) _tile_loadd(5, left + other + (part)*kTileSize, 64)
#define RIGHT(part)                             \
  _tile_loadd(6, right + (part)*kTileSize, 64); \
  if constexpr (wide) _tile_loadd(7, right + other + (part)*kTileSize, 64)
#define ADD                                    \
  _tile_dpbf16ps(0, 4, 6);                     \
  if constexpr (wide) _tile_dpbf16ps(1, 4, 7); \
  if constexpr (low) _tile_dpbf16ps(2, 5, 6);  \
  if constexpr (low && wide) _tile_dpbf16ps(3, 5, 7)
  for (int64_t step = 0; step < b.steps; step++, left += kStepSize, right += kStepSize) {
    LEFT(0);
    RIGHT(2);
    ADD;
    RIGHT(1);
    ADD;
    RIGHT(0);
    ADD;
    LEFT(1);
    ADD;
    RIGHT(1);
    ADD;
    LEFT(2);
    RIGHT(0);
    ADD;
  }
#undef LEFT
#undef RIGHT
#undef ADD
  const int64_t stride = b.stride * 4;
  float* below = b.out + kTile * b.stride;
  _tile_stored(0, b.out, stride);
  if constexpr (wide) _tile_stored(1, b.out + kTile, stride);
  if constexpr (low) _tile_stored(2, below, stride);
  if constexpr (low && wide) _tile_stored(3, below + kTile, stride);
}

SACCADE_AMX_CODE inline void SumAny(int64_t rows, int64_t columns, const Block& b) {
  if (rows > kTile) {
    if (columns > kTile) return Sum<2, 2>(b);
    return Sum<2, 1>(b);
  }
  if (columns > kTile) return Sum<1, 2>(b);
  Sum<1, 1>(b);
}

/** A block of which only some rows and columns are wanted, by way of a whole one beside. */
SACCADE_AMX_CODE void SumEdge(int64_t rows, int64_t columns, Block b) {
  alignas(64) float whole[2 * kTile * 2 * kTile];
  constexpr int64_t kWidth = 2 * kTile;
  if (b.before != nullptr) {
    for (int64_t r = 0; r < rows; r++)
      std::copy_n(b.before + r * b.before_stride, columns, whole + r * kWidth);
    b.before = whole;
    b.before_stride = kWidth;
  }
  float* out = b.out;
  const int64_t stride = b.stride;
  b.out = whole;
  b.stride = kWidth;
  SumAny(rows, columns, b);
  for (int64_t r = 0; r < rows; r++) std::copy_n(whole + r * kWidth, columns, out + r * stride);
}

struct Product {
  const uint16_t *left, *right;
  int64_t rows, columns, steps;
  Addend before;
  float* out;
  int64_t stride;

  /** Some of the columns, from one with which tiles begin. */
  Product Columns(int64_t first, int64_t count) const {
    Product part = *this;
    part.right += first / kTile * steps * kStepSize;
    part.columns = count;
    if (before.rows != nullptr) part.before.rows += first;
    part.out += first;
    return part;
  }
};

/** Block by block; the tiles of 32 columns, which are read for all rows, stay in the nearest cache. */
SACCADE_AMX_CODE void SumAll(const Product& p) {
  constexpr int64_t kBlock = 2 * kTile;
  for (int64_t column = 0; column < p.columns; column += kBlock) {
    for (int64_t row = 0; row < p.rows; row += kBlock) {
      const int64_t rows = std::min(kBlock, p.rows - row), columns = std::min(kBlock, p.columns - column);
      const Block block{p.left + row / kTile * p.steps * kStepSize,
                        p.right + column / kTile * p.steps * kStepSize,
                        p.steps,
                        p.before.rows == nullptr ? nullptr : p.before.rows + row * p.before.stride + column,
                        p.before.stride,
                        p.out + row * p.stride + column,
                        p.stride};
      if (rows % kTile == 0 && columns % kTile == 0) {
        SumAny(rows, columns, block);
      } else {
        SumEdge(rows, columns, block);
      }
    }
  }
}

/** Room for tiles, kept by each thread. */
uint16_t* Room(int which, int64_t count) {
  struct Aligned {
    uint16_t* data = nullptr;
    int64_t size = 0;
    ~Aligned() { ::operator delete[](data, std::align_val_t{64}); }
  };
  thread_local Aligned rooms[2];
  Aligned& room = rooms[which];
  if (room.size < count) {
    ::operator delete[](room.data, std::align_val_t{64});
    room.size = 0;
    room.data =
        static_cast<uint16_t*>(::operator new[](static_cast<size_t>(count) * 2, std::align_val_t{64}));
    room.size = count;
  }
  return room.data;
}

int64_t TileNumbers(int64_t lines, int64_t depth) {
  return Whole(lines, kTile) / kTile * Steps(depth) * kStepSize;
}

}  // namespace

bool Available() {
  static const bool available = Ask();
  return available;
}

int64_t PackedSize(int64_t depth, int64_t columns) { return TileNumbers(columns, depth) / 2; }

void Pack(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  uint16_t* to = reinterpret_cast<uint16_t*>(packed);
  for (int64_t k = 0; k < depth; k += kSlab) {
    const int64_t slab = std::min(kSlab, depth - k);
    CutColumns<false>(matrix + k * columns, columns, slab, columns, to);
    to += TileNumbers(columns, slab);
  }
}

void PackTransposed(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  uint16_t* to = reinterpret_cast<uint16_t*>(packed);
  for (int64_t k = 0; k < depth; k += kSlab) {
    const int64_t slab = std::min(kSlab, depth - k);
    CutRows<true>(matrix + k, depth, columns, slab, to);
    to += TileNumbers(columns, slab);
  }
}

void Multiply(const float* x, int64_t rows, const float* packed, int64_t depth, int64_t columns, float* out,
              Addend addend) {
  constexpr int64_t kRows = 256;   // whose tiles stay in the second cache
  constexpr int64_t kShare = 128;  // columns
  uint16_t* left = Room(0, TileNumbers(std::min(rows, kRows), std::min(depth, kSlab)));
  for (int64_t row = 0; row < rows; row += kRows) {
    const int64_t count = std::min(kRows, rows - row);
    const uint16_t* right = reinterpret_cast<const uint16_t*>(packed);
    float* to = out + row * columns;
    Addend before{addend.rows == nullptr ? nullptr : addend.rows + row * addend.stride, addend.stride};
    int64_t k = 0;
    do {  // once even where there is no depth: sums of nothing are what they begin with
      const int64_t slab = std::min(kSlab, depth - k);
      CutRows<false>(x + row * depth + k, depth, count, slab, left);
      const Product whole{left, right, count, columns, Steps(slab), before, to, columns};
      crew::ShareRuns(columns, kShare, [&whole](int64_t first, int64_t wanted) {
        const Tiles own;
        SumAll(whole.Columns(first, wanted));
      });
      right += TileNumbers(columns, slab);
      before = {to, columns};
      k += kSlab;
    } while (k < depth);
  }
}

void MultiplyTransposed(const float* x, const float* y, int64_t rows, int64_t width, int64_t columns,
                        float* out, float* sums) {
  // So many rows, and columns of y, are in the cache at a time.
  constexpr int64_t kRows = 128, kColumns = 256;
  const Tiles tiles;
  uint16_t* left = Room(0, TileNumbers(width, std::min(rows, kRows)));
  uint16_t* right = Room(1, TileNumbers(std::min(columns, kColumns), std::min(rows, kRows)));
  int64_t row = 0;
  do {  // once even where there are no rows
    const int64_t count = std::min(kRows, rows - row);
    CutColumns<true>(x + row * width, width, count, width, left);
    for (int64_t column = 0; column < columns; column += kColumns) {
      const int64_t strip = std::min(kColumns, columns - column);
      CutColumns<false>(y + row * columns + column, columns, count, strip, right);
      AddRows(y + row * columns + column, columns, count, strip, sums + column);
      float* to = out + column;
      SumAll(
          {left, right, width, strip, Steps(count), row == 0 ? Addend{} : Addend{to, columns}, to, columns});
    }
    row += kRows;
  } while (row < rows);
}

}  // namespace saccade::amx

#else

namespace saccade::amx {
bool Available() { return false; }
int64_t PackedSize(int64_t, int64_t) { return 0; }
void Pack(const float*, int64_t, int64_t, float*) {}
void PackTransposed(const float*, int64_t, int64_t, float*) {}
void Multiply(const float*, int64_t, const float*, int64_t, int64_t, float*, Addend) {}
void MultiplyTransposed(const float*, const float*, int64_t, int64_t, int64_t, float*, float*) {}
}  // namespace saccade::amx

#endif
