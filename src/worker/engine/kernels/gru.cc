// A GRU over a sequence (nn.GRU: reset gate after the product), forward and backward, without its products by
// the inputs and those for the weights' gradients: these are one each for all steps and left to others.
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "packed.h"

namespace saccade {
namespace {

/** Rows are independent of each other, through all steps. */
template <typename Work>
void ShareRows(int64_t batch, int64_t hidden, const Work& work) {
  // Few enough that their products are still in the cache when their gates are computed; fewer where that leaves
  // parts for helpers that are worth their while.
  const int64_t most = hidden >= 192 && crew::HasHelp() ? 16 : 32;
  crew::Share((batch + most - 1) / most,
              [&](int64_t part) { work(part * most, std::min(most, batch - part * most)); });
}

struct Sizes {
  int64_t steps, batch, hidden;
  /** Index of the step that is computed as the `number`th. */
  int64_t Step(int64_t number, bool backwards) const { return backwards ? steps - 1 - number : number; }
};

struct Forward {
  const float *input, *initial, *mask, *bias, *weight;
  float *states, *gates;
};

/** The gates of one row: `state` [3 hidden] is W_h h + b_h. */
SACCADE_VECTORIZED void ForwardRow(const float* __restrict input, const float* __restrict state,
                                   const float* __restrict before, float* __restrict next,
                                   float* __restrict gates, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    const float reset = Sigmoid(input[i] + state[i]);
    const float update = Sigmoid(input[n + i] + state[n + i]);
    const float memory = state[2 * n + i];
    const float fresh = Tanh(input[2 * n + i] + reset * memory);
    gates[i] = reset;
    gates[n + i] = update;
    gates[2 * n + i] = fresh;
    gates[3 * n + i] = memory;
    next[i] = fresh + update * (before[i] - fresh);
  }
}

/** All steps of `rows` rows from `start` on. */
void RunForward(const Forward& x, const Sizes& size, bool backwards, int64_t start, int64_t rows) {
  const int64_t n = size.hidden;
  std::vector<float> products(static_cast<size_t>(rows * 3 * n));
  const float* before = x.initial;
  for (int64_t number = 0; number < size.steps; number++) {
    const int64_t first = size.Step(number, backwards) * size.batch;
    Multiply(before + start * n, rows, x.weight, n, 3 * n, products.data(), {x.bias, 0});
    for (int64_t row = start; row < start + rows; row++) {
      const int64_t at = first + row;
      float* next = x.states + at * n;
      float* gates = x.gates + at * 4 * n;
      if (x.mask[at] == 0.0f) {  // padding: the state stays
        std::copy_n(before + row * n, n, next);
        std::fill_n(gates, 4 * n, 0.0f);
      } else {
        ForwardRow(x.input + at * 3 * n, products.data() + (row - start) * 3 * n, before + row * n, next, gates,
                   n);
      }
    }
    before = x.states + first * n;
  }
}

struct Backward {
  const float *gradient, *gates, *states, *initial, *mask, *transposed;
  float *input, *state, *carried;
};

/** `carried`: the gradient of the state after the step goes in, that of the state before it, but for the
 * product, comes out. */
SACCADE_VECTORIZED void BackwardRow(const float* __restrict gradient, const float* __restrict gates,
                                    const float* __restrict before, float* __restrict input,
                                    float* __restrict state, float* __restrict carried, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    const float reset = gates[i], update = gates[n + i], fresh = gates[2 * n + i], memory = gates[3 * n + i];
    const float next = gradient[i] + carried[i];
    const float to_fresh = next * (1.0f - update) * (1.0f - fresh * fresh);
    const float to_update = next * (before[i] - fresh) * update * (1.0f - update);
    const float to_reset = to_fresh * memory * reset * (1.0f - reset);
    input[i] = to_reset;
    input[n + i] = to_update;
    input[2 * n + i] = to_fresh;
    state[i] = to_reset;
    state[n + i] = to_update;
    state[2 * n + i] = to_fresh * reset;
    carried[i] = next * update;
  }
}

void RunBackward(const Backward& x, const Sizes& size, bool backwards, int64_t start, int64_t rows) {
  const int64_t n = size.hidden;
  std::fill_n(x.carried + start * n, rows * n, 0.0f);
  for (int64_t number = size.steps - 1; number >= 0; number--) {
    const int64_t first = size.Step(number, backwards) * size.batch;
    const float* before =
        number == 0 ? x.initial : x.states + size.Step(number - 1, backwards) * size.batch * n;
    for (int64_t row = start; row < start + rows; row++) {
      const int64_t at = first + row;
      float* input = x.input + at * 3 * n;
      float* state = x.state + at * 3 * n;
      float* carried = x.carried + row * n;
      const float* gradient = x.gradient + at * n;
      if (x.mask[at] == 0.0f) {
        std::fill_n(input, 3 * n, 0.0f);
        std::fill_n(state, 3 * n, 0.0f);
        for (int64_t i = 0; i < n; i++) carried[i] += gradient[i];
      } else {
        BackwardRow(gradient, x.gates + at * 4 * n, before + row * n, input, state, carried, n);
      }
    }
    float* carried = x.carried + start * n;
    Multiply(x.state + (first + start) * 3 * n, rows, x.transposed, 3 * n, n, carried, {carried, n});
  }
}

/** Of `initial` [batch, hidden] and `states`, or what has as many rows: [steps * batch, …]. */
Sizes SizesOf(Call& call, int initial, int states) {
  const int64_t batch = call.Size(initial, 0), rows = call.Size(states, 0);
  return {batch == 0 ? 0 : rows / batch, batch, call.Size(initial, 1)};
}

/**
 * input [steps * batch, 3 hidden]: the gates' shares of the inputs, with their bias; initial [batch, hidden];
 * mask [steps * batch], 0 where the state stays as it is; bias [3 hidden] and weight [hidden, 3 hidden],
 * packed, of the state → states [steps * batch, hidden] after each step, and what the gradient needs, gates
 * [steps * batch, 4 hidden].
 */
template <bool backwards>
void GruForward(Call& call) {
  const Sizes size = SizesOf(call, 1, 0);
  const int64_t rows = size.steps * size.batch, n = size.hidden;
  const bool fits = call.HasShape(0, {rows, 3 * n}) && call.HasShape(1, {size.batch, n}) &&
                    call.HasShape(2, {rows}) && call.HasShape(3, {3 * n}) && HasPacked(call, 4, n, 3 * n);
  if (!call.Require(
          fits,
          "A GRU needs input [steps * batch, 3 hidden], initial [batch, hidden], mask [steps * batch], "
          "bias [3 hidden], weight [hidden, 3 hidden]."))
    return;
  const Forward x{call.Input(0),
                  call.Input(1),
                  call.Input(2),
                  call.Input(3),
                  PackedNumbers(call, 4),
                  call.Output(0, {rows, n}),
                  call.Output(1, {rows, 4 * n})};
  if (!call.Ok()) return;
  ShareRows(size.batch, size.hidden, [&](int64_t start, int64_t count) { RunForward(x, size, backwards, start, count); });
}

/** gradient of the states, gates, states, initial, mask, transposed weight → gradients of input, of W_h h +
 * b_h, and of initial. */
template <bool backwards>
void GruBackward(Call& call) {
  const Sizes size = SizesOf(call, 3, 2);
  const int64_t rows = size.steps * size.batch, n = size.hidden;
  const bool fits = call.HasShape(0, {rows, n}) && call.HasShape(1, {rows, 4 * n}) &&
                    call.HasShape(2, {rows, n}) && call.HasShape(3, {size.batch, n}) &&
                    call.HasShape(4, {rows}) && HasPacked(call, 5, 3 * n, n);
  if (!call.Require(fits,
                    "The gradient of a GRU needs gradient and states [steps * batch, hidden], gates "
                    "[steps * batch, 4 hidden], initial [batch, hidden], mask [steps * batch], weight."))
    return;
  const Backward x{call.Input(0),
                   call.Input(1),
                   call.Input(2),
                   call.Input(3),
                   call.Input(4),
                   PackedNumbers(call, 5),
                   call.Output(0, {rows, 3 * n}),
                   call.Output(1, {rows, 3 * n}),
                   call.Output(2, {size.batch, n})};
  if (!call.Ok()) return;
  ShareRows(size.batch, size.hidden, [&](int64_t start, int64_t count) { RunBackward(x, size, backwards, start, count); });
}

}  // namespace

void RegisterGru(Registration& registration) {
  const Names inputs = {"input", "initial", "mask", "bias", "weight"}, outputs = {"states", "gates"};
  registration.Add<GruForward<false>>("SaccadeGruSequence", inputs, outputs);
  registration.Add<GruForward<true>>("SaccadeGruSequenceBackwards", inputs, outputs);
  const Names saved = {"gradient", "gates", "states", "initial", "mask", "transposed"};
  const Names gradients = {"to_input", "to_state", "to_initial"};
  registration.Add<GruBackward<false>>("SaccadeGruSequenceGradient", saved, gradients);
  registration.Add<GruBackward<true>>("SaccadeGruSequenceBackwardsGradient", saved, gradients);
}

}  // namespace saccade
