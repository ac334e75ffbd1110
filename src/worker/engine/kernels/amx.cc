// A float32 matrix is written in a fixed-point form: each number is a whole multiple, of 24 bits, of a unit,
// a power of two that fits the largest number of its line, which is a row of a left factor or a column of a
// right one. A multiple is three digits of base 256, each between -128 and 127, and digits are what tiles
// multiply and sum up exactly. Of the nine products of three digits by three, six are computed; the other
// three are together below 2^-20 of the product of the two lines' largest numbers. (Ootomo, Ozaki, Yokota:
// DGEMM on integer matrix multiplication unit, 2024, multiply so.)
//
// A step of the depth is 64 numbers: a tile of the left factor is 16 rows of 64 digits, one of the right
// factor 16 rows of 16 columns by four digits. The step's number 16 r + q is digit 4 q + r in both factors:
// numbers 16 apart lie in the same place of consecutive vectors, so no digit changes its place. A step is
// stored as three tiles, the highest digits first. A band is 16 lines through a slab of the depth: its steps,
// then its units.
//
// One file, though long: writing a factor, multiplying it and adding up all rest on this layout, and on one guard
// and one choice of instructions.
#include "amx.h"

#if defined(__x86_64__) && defined(__linux__) && !defined(SACCADE_ONE_TARGET) && \
    (__has_include(<amxint8intrin.h>) || __has_include(<amxintrin.h>))
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

#define SACCADE_AMX_CODE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,amx-tile,amx-int8")))

namespace saccade::amx {
namespace {

constexpr int64_t kTile = 16;        // lines of a band; rows, and columns, of a tile of sums
constexpr int64_t kDepth = 64;       // numbers of the depth in a tile
constexpr int64_t kTileSize = 1024;  // digits in a tile
constexpr int kDigits = 3;
constexpr int64_t kStepSize = kDigits * kTileSize;
constexpr int64_t kSlab =
    384;  // most numbers of the depth that share units: two bands of them fit the nearest cache

constexpr int64_t Whole(int64_t count, int64_t unit) { return (count + unit - 1) / unit * unit; }
constexpr int64_t Steps(int64_t depth) { return (depth + kDepth - 1) / kDepth; }
constexpr int64_t BandSize(int64_t steps) { return steps * kStepSize + kTile * sizeof(float); }
/** Numbers in all slabs of a depth but the last: as even as whole steps allow. */
constexpr int64_t Slab(int64_t depth) {
  const int64_t slabs = std::max<int64_t>(1, (depth + kSlab - 1) / kSlab);
  return Whole((depth + slabs - 1) / slabs, kDepth);
}
/** Calls work(first, count) for each slab of a depth. */
template <typename Work>
void ForEachSlab(int64_t depth, const Work& work) {
  const int64_t slab = Slab(depth);
  for (int64_t k = 0; k < depth; k += slab) work(k, std::min(slab, depth - k));
}
/** Bytes of as many lines through a slab. */
constexpr int64_t CutSize(int64_t lines, int64_t depth) {
  return Whole(lines, kTile) / kTile * BandSize(Steps(depth));
}

bool Ask() {
  const char* wish = std::getenv("SACCADE_AMX");
  if (wish != nullptr && std::strcmp(wish, "off") == 0) return false;
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned kTiles = 1u << 24, kInt8 = 1u << 25;
  if (!(d & kTiles) || !(d & kInt8)) return false;
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
    return false;
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

/** The size of a number as a whole number of the same order; that of NaN is above infinity's. */
SACCADE_AMX_CODE inline __m512i Magnitude(__m512 x) {
  return _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(0x7fffffff));
}

constexpr int kExponent = 23;  // where a float32's begins

/**
 * Units, of the middle digit, of lines whose largest magnitudes these are; NaN where that is not finite. A
 * line of less than 2^-98 gets the unit of 2^-98.
 */
SACCADE_AMX_CODE inline __m512 Units(__m512i largest) {
  // The largest multiple is 127 * (65536 + 256 + 1), a little less than 2^23.
  const __m512 reach = _mm512_castsi512_ps(largest) * _mm512_set1_ps(1.00395f);
  const __m512i infinite = _mm512_set1_epi32(255 << kExponent);
  const __m512i power = _mm512_and_si512(_mm512_castps_si512(reach), infinite);
  const __m512i unit = _mm512_sub_epi32(_mm512_max_epi32(power, _mm512_set1_epi32((127 - 98) << kExponent)),
                                        _mm512_set1_epi32(14 << kExponent));
  const __mmask16 bad = _mm512_cmpeq_epi32_mask(power, infinite);
  return _mm512_castsi512_ps(_mm512_mask_blend_epi32(bad, unit, _mm512_set1_epi32(0x7fc00000)));
}

/** What numbers are multiplied by to be multiples of the lowest digit's unit. */
SACCADE_AMX_CODE inline __m512 Scales(__m512 units) {
  return _mm512_castsi512_ps(
      _mm512_sub_epi32(_mm512_set1_epi32((2 * 127 + 8) << kExponent), _mm512_castps_si512(units)));
}

/** Sixteen lines of 64 digits, of each place. */
struct Digits {
  __m512i lines[kDigits][16];
};

/** The digits of four vectors of numbers; each vector is multiplied by a vector of scales. */
SACCADE_AMX_CODE inline void Cut(const __m512 (&numbers)[4], __m512 scales, int line, Digits& digits) {
  // Raised by 128 in each digit, the digits are the multiple's bytes.
  const __m512i raise = _mm512_set1_epi32(0x808080);
  __m512i x[4];
  for (int i = 0; i < 4; i++) x[i] = _mm512_add_epi32(_mm512_cvtps_epi32(numbers[i] * scales), raise);
  // Bytes from the lowest up: outer[i] has the low digits of vectors 2 i and 2 i + 1, then their high ones;
  // middle[i] begins with the middle ones.
  constexpr __mmask64 kOddBytes = 0xaaaaaaaaaaaaaaaa;
  constexpr __mmask32 kOddWords = 0xaaaaaaaa;
  __m512i outer[2], middle[2];
  for (int i = 0; i < 2; i++) {
    outer[i] = _mm512_mask_blend_epi8(kOddBytes, x[2 * i], _mm512_slli_epi32(x[2 * i + 1], 8));
    middle[i] = _mm512_mask_blend_epi8(kOddBytes, _mm512_srli_epi32(x[2 * i], 8), x[2 * i + 1]);
  }
  const __m512i lower = _mm512_set1_epi8(static_cast<char>(0x80));
  const __m512i high = _mm512_mask_blend_epi16(kOddWords, _mm512_srli_epi32(outer[0], 16), outer[1]);
  const __m512i mid = _mm512_mask_blend_epi16(kOddWords, middle[0], _mm512_slli_epi32(middle[1], 16));
  const __m512i low = _mm512_mask_blend_epi16(kOddWords, outer[0], _mm512_slli_epi32(outer[1], 16));
  digits.lines[0][line] = _mm512_xor_si512(high, lower);
  digits.lines[1][line] = _mm512_xor_si512(mid, lower);
  digits.lines[2][line] = _mm512_xor_si512(low, lower);
}

SACCADE_AMX_CODE inline void Clear(int line, Digits& digits) {
  for (int place = 0; place < kDigits; place++) digits.lines[place][line] = _mm512_setzero_si512();
}

SACCADE_AMX_CODE inline __mmask16 Mask(int64_t count) {
  return static_cast<__mmask16>(count >= 16 ? 0xffff : count <= 0 ? 0 : (1 << count) - 1);
}

/** Line r is row r of consecutive columns; scales of the rows. */
SACCADE_AMX_CODE inline void CutLines(const float* from, int64_t stride, int64_t rows, int64_t width,
                                      const float* scales, Digits& digits) {
  const __mmask16 masks[4] = {Mask(width), Mask(width - 16), Mask(width - 32), Mask(width - 48)};
  for (int r = 0; r < kTile; r++) {
    if (r >= rows) {
      Clear(r, digits);
      continue;
    }
    __m512 numbers[4];
    for (int i = 0; i < 4; i++) numbers[i] = _mm512_maskz_loadu_ps(masks[i], from + r * stride + i * 16);
    Cut(numbers, _mm512_set1_ps(scales[r]), r, digits);
  }
}

/** Line q is rows q, q + 16, q + 32 and q + 48, column by column; scales of the columns. */
SACCADE_AMX_CODE inline void CutQuadruples(const float* from, int64_t stride, int64_t rows, int64_t width,
                                           __m512 scales, Digits& digits) {
  const __mmask16 mask = Mask(width);
  for (int q = 0; q < kTile; q++) {
    if (q >= rows) {
      Clear(q, digits);
      continue;
    }
    __m512 numbers[4];
    for (int i = 0; i < 4; i++) {
      const int64_t row = q + 16 * i;
      numbers[i] = row < rows ? _mm512_maskz_loadu_ps(mask, from + row * stride) : _mm512_setzero_ps();
    }
    Cut(numbers, scales, q, digits);
  }
}

/** Element (i, j) to (j, i), of 32 bits: four digits stay together. */
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
SACCADE_AMX_CODE inline void Write(Digits& digits, uint8_t* to) {
  for (int place = 0; place < kDigits; place++) {
    if (transposed) Transpose(digits.lines[place]);
    for (int r = 0; r < 16; r++) _mm512_store_si512(to + place * kTileSize + r * 64, digits.lines[place][r]);
  }
}

/** Rows [rows, depth] as a left factor or, transposed, as a right factor of as many columns; within a slab.
 */
template <bool transposed>
SACCADE_AMX_CODE void CutRows(const float* from, int64_t stride, int64_t rows, int64_t depth, uint8_t* to) {
  Digits digits;
  constexpr int64_t kAhead = 4;  // rows
  const int64_t steps = Steps(depth);
  for (int64_t r = 0; r < rows; r += kTile, to += BandSize(steps)) {
    const float* band = from + r * stride;
    alignas(64) int32_t largest[kTile] = {};
    for (int64_t line = 0; line < std::min(kTile, rows - r); line++) {
      __m512i all = _mm512_setzero_si512();
      for (int64_t k = 0; k < depth; k += 16) {
        const float* at = band + line * stride + k;
        _mm_prefetch(at + kAhead * stride, _MM_HINT_T0);
        const __m512 numbers = _mm512_maskz_loadu_ps(Mask(depth - k), at);
        all = _mm512_max_epi32(all, Magnitude(numbers));
      }
      largest[line] = _mm512_reduce_max_epi32(all);
    }
    const __m512 units = Units(_mm512_load_si512(largest));
    _mm512_store_ps(reinterpret_cast<float*>(to + steps * kStepSize), units);
    alignas(64) float scales[kTile];
    _mm512_store_ps(scales, Scales(units));
    for (int64_t step = 0; step < steps; step++) {
      const int64_t k = step * kDepth;
      CutLines(band + k, stride, rows - r, depth - k, scales, digits);
      Write<transposed>(digits, to + step * kStepSize);
    }
  }
}

/** A matrix [depth, columns] as a right factor or, transposed, as a left one; within a slab. */
template <bool transposed>
SACCADE_AMX_CODE void CutColumns(const float* from, int64_t stride, int64_t depth, int64_t columns,
                                 uint8_t* to) {
  Digits digits;
  const int64_t steps = Steps(depth), size = BandSize(steps);
  uint8_t* const units = to + steps * kStepSize;  // of the first band; before them, the largest magnitudes
  constexpr int64_t kRows = 8;
  for (int64_t k = 0; k < depth; k += kRows) {  // row after row, as they lie in memory
    const int64_t rows = std::min(kRows, depth - k);
    uint8_t* at = units;
    for (int64_t c = 0; c < columns; c += kTile, at += size) {
      const __mmask16 mask = Mask(columns - c);
      __m512i largest = k == 0 ? _mm512_setzero_si512() : _mm512_load_si512(at);
      for (int64_t r = 0; r < rows; r++) {
        const float* at_row = from + (k + r) * stride + c;
        _mm_prefetch(at_row + kRows * stride, _MM_HINT_T0);
        const __m512 numbers = _mm512_maskz_loadu_ps(mask, at_row);
        largest = _mm512_max_epi32(largest, Magnitude(numbers));
      }
      _mm512_store_si512(at, largest);
    }
  }
  for (uint8_t* at = units; at < units + CutSize(columns, depth); at += size) {
    _mm512_store_ps(reinterpret_cast<float*>(at), Units(_mm512_load_si512(at)));
  }
  for (int64_t step = 0; step < steps; step++) {
    const int64_t k = step * kDepth;
    uint8_t* band = to;
    for (int64_t c = 0; c < columns; c += kTile, band += size) {
      const __m512 scales = Scales(_mm512_load_ps(reinterpret_cast<const float*>(band + steps * kStepSize)));
      CutQuadruples(from + k * stride + c, stride, depth - k, columns - c, scales, digits);
      Write<transposed>(digits, band + step * kStepSize);
    }
  }
}

/** Up to 32 rows and columns of sums. */
struct Block {
  const uint8_t *left, *right;  // bands
  int64_t steps, rows, columns;
  const float* before;  // what the sums begin with; null is 0
  int64_t before_stride;
  float* out;
  int64_t stride;
};

/** Sums of the products of digits whose places make up `order`: 0 for both highest. */
template <int order, int rows, int columns>
SACCADE_AMX_CODE inline void SumOrder(const Block& b, int32_t* sums) {
  constexpr bool low = rows == 2, wide = columns == 2;
  // Tiles 0 to 3 are sums, 4 and 5 of the left factor, 6 and 7 of the right one.
  _tile_zero(0);
  if constexpr (wide) _tile_zero(1);
  if constexpr (low) _tile_zero(2);
  if constexpr (low && wide) _tile_zero(3);
  const int64_t other = BandSize(b.steps);
  for (int64_t step = 0; step < b.steps; step++) {
#pragma GCC unroll 3
    for (int place = 0; place <= order; place++) {
      const uint8_t* left = b.left + step * kStepSize + place * kTileSize;
      const uint8_t* right = b.right + step * kStepSize + (order - place) * kTileSize;
      _tile_loadd(4, left, 64);
      _tile_loadd(6, right, 64);
      _tile_dpbssd(0, 4, 6);
      if constexpr (wide) {
        _tile_loadd(7, right + other, 64);
        _tile_dpbssd(1, 4, 7);
      }
      if constexpr (low) {
        _tile_loadd(5, left + other, 64);
        _tile_dpbssd(2, 5, 6);
      }
      if constexpr (low && wide) _tile_dpbssd(3, 5, 7);
    }
  }
  _tile_stored(0, sums, 64);
  if constexpr (wide) _tile_stored(1, sums + 256, 64);
  if constexpr (low) _tile_stored(2, sums + 512, 64);
  if constexpr (low && wide) _tile_stored(3, sums + 768, 64);
}

template <int rows, int columns>
SACCADE_AMX_CODE inline void Sum(const Block& b) {
  alignas(64) int32_t sums[kDigits][4][256];
  asm volatile("" ::: "memory");          // GCC does not know that loading a tile reads memory
  for (int64_t r = 0; r < b.rows; r++) {  // the results' place is seldom in a cache
    for (int c = 0; c < columns; c++) __builtin_prefetch(b.out + r * b.stride + c * kTile, 1);
  }
  SumOrder<2, rows, columns>(b, sums[2][0]);
  SumOrder<1, rows, columns>(b, sums[1][0]);
  SumOrder<0, rows, columns>(b, sums[0][0]);
  const int64_t other = BandSize(b.steps);
  const uint8_t* row_units = b.left + b.steps * kStepSize;
  const uint8_t* column_units = b.right + b.steps * kStepSize;
  const __m512 up = _mm512_set1_ps(256.0f), twice_up = _mm512_set1_ps(65536.0f);
  for (int c = 0; c < columns; c++) {
    const __m512 own = _mm512_load_ps(reinterpret_cast<const float*>(column_units + c * other));
    const __mmask16 mask = Mask(b.columns - c * kTile);
    for (int64_t r = 0; r < b.rows; r++) {
      const int tile = static_cast<int>(r / kTile) * 2 + c;
      const int64_t at = r % kTile * 16;
      const float unit = reinterpret_cast<const float*>(row_units + r / kTile * other)[r % kTile];
      const __m512 low = _mm512_cvtepi32_ps(_mm512_load_si512(sums[2][tile] + at));
      const __m512 mid = _mm512_cvtepi32_ps(_mm512_load_si512(sums[1][tile] + at));
      const __m512 high = _mm512_cvtepi32_ps(_mm512_load_si512(sums[0][tile] + at));
      const __m512 whole = _mm512_fmadd_ps(high, twice_up, _mm512_fmadd_ps(mid, up, low));
      const __m512 scaled = whole * _mm512_set1_ps(unit);
      __m512 sum;
      if (b.before == nullptr) {
        sum = scaled * own;
      } else {
        const float* before = b.before + r * b.before_stride + c * kTile;
        sum = _mm512_fmadd_ps(scaled, own, _mm512_maskz_loadu_ps(mask, before));
      }
      _mm512_mask_storeu_ps(b.out + r * b.stride + c * kTile, mask, sum);
    }
  }
}

SACCADE_AMX_CODE inline void SumAny(const Block& b) {
  if (b.rows > kTile) {
    if (b.columns > kTile) return Sum<2, 2>(b);
    return Sum<2, 1>(b);
  }
  if (b.columns > kTile) return Sum<1, 2>(b);
  Sum<1, 1>(b);
}

struct Product {
  const uint8_t *left, *right;
  int64_t rows, columns, steps;
  Addend before;
  float* out;
  int64_t stride;

  /** Some of the columns, from one with which a band begins. */
  Product Columns(int64_t first, int64_t count) const {
    Product part = *this;
    part.right += first / kTile * BandSize(steps);
    part.columns = count;
    if (before.rows != nullptr) part.before.rows += first;
    part.out += first;
    return part;
  }
};

/** Block by block; two bands of columns, which are read for all rows, stay in the nearest cache. */
SACCADE_AMX_CODE void SumAll(const Product& p) {
  constexpr int64_t kBlock = 2 * kTile;
  const int64_t size = BandSize(p.steps);
  for (int64_t column = 0; column < p.columns; column += kBlock) {
    for (int64_t row = 0; row < p.rows; row += kBlock) {
      SumAny({p.left + row / kTile * size, p.right + column / kTile * size, p.steps,
              std::min(kBlock, p.rows - row), std::min(kBlock, p.columns - column),
              p.before.rows == nullptr ? nullptr : p.before.rows + row * p.before.stride + column,
              p.before.stride, p.out + row * p.stride + column, p.stride});
    }
  }
}

/** Room for digits, kept by each thread. */
uint8_t* Room(int which, int64_t size) {
  struct Aligned {
    uint8_t* data = nullptr;
    int64_t size = 0;
    ~Aligned() { ::operator delete[](data, std::align_val_t{64}); }
  };
  thread_local Aligned rooms[2];
  Aligned& room = rooms[which];
  if (room.size < size) {
    ::operator delete[](room.data, std::align_val_t{64});
    room.size = 0;
    room.data = static_cast<uint8_t*>(::operator new[](static_cast<size_t>(size), std::align_val_t{64}));
    room.size = size;
  }
  return room.data;
}

}  // namespace

bool Available() {
  static const bool available = Ask();
  return available;
}

int64_t PackedSize(int64_t depth, int64_t columns) {
  int64_t size = 0;
  ForEachSlab(depth, [&](int64_t, int64_t count) { size += CutSize(columns, count); });
  return size / static_cast<int64_t>(sizeof(float));
}

void Pack(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  uint8_t* to = reinterpret_cast<uint8_t*>(packed);
  ForEachSlab(depth, [&](int64_t k, int64_t count) {
    CutColumns<false>(matrix + k * columns, columns, count, columns, to);
    to += CutSize(columns, count);
  });
}

void PackTransposed(const float* matrix, int64_t depth, int64_t columns, float* packed) {
  uint8_t* to = reinterpret_cast<uint8_t*>(packed);
  ForEachSlab(depth, [&](int64_t k, int64_t count) {
    CutRows<true>(matrix + k, depth, columns, count, to);
    to += CutSize(columns, count);
  });
}

void Multiply(const float* x, int64_t rows, const float* packed, int64_t depth, int64_t columns, float* out,
              Addend addend) {
  if (depth == 0) {  // sums of nothing are what they begin with
    for (int64_t row = 0; row < rows; row++) {
      if (addend.rows == nullptr) {
        std::fill_n(out + row * columns, columns, 0.0f);
      } else {
        std::copy_n(addend.rows + row * addend.stride, columns, out + row * columns);
      }
    }
    return;
  }
  constexpr int64_t kRows = 256;   // whose digits stay in the second cache
  constexpr int64_t kShare = 128;  // columns
  uint8_t* left = Room(0, CutSize(std::min(rows, kRows), Slab(depth)));
  for (int64_t row = 0; row < rows; row += kRows) {
    const int64_t count = std::min(kRows, rows - row);
    const uint8_t* right = reinterpret_cast<const uint8_t*>(packed);
    float* to = out + row * columns;
    Addend before{addend.rows == nullptr ? nullptr : addend.rows + row * addend.stride, addend.stride};
    ForEachSlab(depth, [&](int64_t k, int64_t wide) {
      CutRows<false>(x + row * depth + k, depth, count, wide, left);
      const Product whole{left, right, count, columns, Steps(wide), before, to, columns};
      crew::ShareRuns(columns, kShare, [&whole](int64_t first, int64_t wanted) {
        const Tiles own;
        SumAll(whole.Columns(first, wanted));
      });
      right += CutSize(columns, wide);
      before = {to, columns};
    });
  }
}

void MultiplyTransposed(const float* x, const float* y, int64_t rows, int64_t width, int64_t columns,
                        float* out, float* sums) {
  if (rows == 0) {
    std::fill_n(out, width * columns, 0.0f);
    return;
  }
  constexpr int64_t kColumns = 128;  // of y, that are in the cache at a time
  const Tiles tiles;
  uint8_t* left = Room(0, CutSize(width, Slab(rows)));
  uint8_t* right = Room(1, CutSize(std::min(columns, kColumns), Slab(rows)));
  ForEachSlab(rows, [&](int64_t row, int64_t count) {
    CutColumns<true>(x + row * width, width, count, width, left);
    for (int64_t column = 0; column < columns; column += kColumns) {
      const int64_t strip = std::min(kColumns, columns - column);
      CutColumns<false>(y + row * columns + column, columns, count, strip, right);
      AddRows(y + row * columns + column, columns, count, strip, sums + column);
      float* to = out + column;
      SumAll(
          {left, right, width, strip, Steps(count), row == 0 ? Addend{} : Addend{to, columns}, to, columns});
    }
  });
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
