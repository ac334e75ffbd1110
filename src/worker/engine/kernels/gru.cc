// A GRU over a sequence (nn.GRU: reset gate after the product), forward and backward, without its products by
// the inputs and those for the weights' gradients: these are one each for all steps and left to others.
#include <algorithm>
#include <memory>
#include <vector>

#include "kernel.h"
#include "packed.h"

namespace saccade {
namespace {

/** Rows are independent of each other, through all steps. */
template <typename Work>
void ShareRows(int64_t batch, int64_t hidden, const Work& work) {
  // Few enough that their products are still in the cache when their gates are computed; fewer where that
  // leaves parts for helpers that are worth their while.
  const int64_t most = hidden >= 192 && crew::HasHelp() ? 16 : 32;
  crew::ShareRuns(batch, most, work);
}

struct Sizes {
  int64_t steps, batch, hidden;
  /** Index of the step that is computed as the `number`th. */
  int64_t Step(int64_t number, bool backwards) const { return backwards ? steps - 1 - number : number; }
};

struct Forward {
  const float *input, *initial, *mask, *bias, *weight;
  float *outputs, *gates, *final_state;  // the last two null where they are not wanted
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
  const std::unique_ptr<float[]> products(new float[rows * 3 * n]);  // filled by each product
  std::vector<float> unwanted(x.gates == nullptr ? static_cast<size_t>(4 * n) : 0);
  std::vector<float> state(x.initial + start * n, x.initial + (start + rows) * n);
  for (int64_t number = 0; number < size.steps; number++) {
    const int64_t first = size.Step(number, backwards) * size.batch;
    Multiply(state.data(), rows, x.weight, n, 3 * n, products.get(), {x.bias, 0});
    for (int64_t row = start; row < start + rows; row++) {
      const int64_t at = first + row;
      float* output = x.outputs + at * n;
      float* gates = x.gates == nullptr ? unwanted.data() : x.gates + at * 4 * n;
      if (x.mask[at] == 0.0f) {  // padding: the state stays
        std::fill_n(output, n, 0.0f);
        if (x.gates != nullptr) std::fill_n(gates, 4 * n, 0.0f);
      } else {
        float* before = state.data() + (row - start) * n;
        ForwardRow(x.input + at * 3 * n, products.get() + (row - start) * 3 * n, before, output, gates, n);
        std::copy_n(output, n, before);
      }
    }
  }
  if (x.final_state != nullptr) std::copy_n(state.data(), rows * n, x.final_state + start * n);
}

struct Backward {
  const float *gradient, *final_gradient;  // null where there is none
  const float *gates, *outputs, *initial, *mask, *transposed;
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
  const std::vector<float> nothing(x.gradient == nullptr ? static_cast<size_t>(n) : 0, 0.0f);
  if (x.final_gradient == nullptr) {
    std::fill_n(x.carried + start * n, rows * n, 0.0f);
  } else {
    std::copy_n(x.final_gradient + start * n, rows * n, x.carried + start * n);
  }
  for (int64_t number = size.steps - 1; number >= 0; number--) {
    const int64_t first = size.Step(number, backwards) * size.batch;
    const int64_t earlier = number == 0 ? -1 : size.Step(number - 1, backwards) * size.batch;
    for (int64_t row = start; row < start + rows; row++) {
      const int64_t at = first + row;
      float* input = x.input + at * 3 * n;
      float* state = x.state + at * 3 * n;
      float* carried = x.carried + row * n;
      if (x.mask[at] == 0.0f) {
        std::fill_n(input, 3 * n, 0.0f);
        std::fill_n(state, 3 * n, 0.0f);
      } else {
        // Padding before the first token, as there is from the end on, leaves the state as it was.
        const bool begins = earlier < 0 || x.mask[earlier + row] == 0.0f;
        const float* before = begins ? x.initial + row * n : x.outputs + (earlier + row) * n;
        BackwardRow(x.gradient == nullptr ? nothing.data() : x.gradient + at * n, x.gates + at * 4 * n,
                    before, input, state, carried, n);
      }
    }
    float* carried = x.carried + start * n;
    Multiply(x.state + (first + start) * 3 * n, rows, x.transposed, 3 * n, n, carried, {carried, n});
  }
}

/** Of `initial` [batch, hidden] and what has a row a step and sentence, [steps * batch, …]. */
Sizes SizesOf(Call& call, int initial, int rows_of) {
  const int64_t batch = call.Size(initial, 0), rows = call.Size(rows_of, 0);
  return {batch == 0 ? 0 : rows / batch, batch, call.Size(initial, 1)};
}

/**
 * input [steps * batch, 3 hidden]: the gates' shares of the inputs, with their bias; initial [batch, hidden];
 * mask [steps * batch], 0 where the state stays as it is; bias [3 hidden] and weight [hidden, 3 hidden],
 * packed, of the state → outputs [steps * batch, hidden], the state after each step, 0 at padding; final
 * state [batch, hidden], empty where there is one step only; and, unless it is for inference, what the
 * gradient needs, gates [steps * batch, 4 hidden].
 */
template <bool backwards, bool inference>
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
  const bool has_final = size.steps != 1;
  float* final_state = call.Output(1, {has_final ? size.batch : 0, n});
  if (!has_final) final_state = nullptr;
  const Forward x{call.Input(0),
                  call.Input(1),
                  call.Input(2),
                  call.Input(3),
                  PackedNumbers(call, 4),
                  call.Output(0, {rows, n}),
                  inference ? nullptr : call.Output(2, {rows, 4 * n}),
                  final_state};
  if (!call.Ok()) return;
  ShareRows(size.batch, size.hidden,
            [&](int64_t start, int64_t count) { RunForward(x, size, backwards, start, count); });
}

/** gradients of outputs and of the final state, each of which may be empty; gates, outputs, initial, mask,
 * transposed weight → gradients of input, of W_h h + b_h, and of initial. */
template <bool backwards>
void GruBackward(Call& call) {
  const Sizes size = SizesOf(call, 4, 3);
  const int64_t rows = size.steps * size.batch, n = size.hidden;
  const bool has_outputs = call.Size(0, 0) > 0, has_final = call.Size(1, 0) > 0;
  const bool fits = call.HasShape(0, {has_outputs ? rows : 0, n}) &&
                    call.HasShape(1, {has_final ? size.batch : 0, n}) && call.HasShape(2, {rows, 4 * n}) &&
                    call.HasShape(3, {rows, n}) && call.HasShape(4, {size.batch, n}) &&
                    call.HasShape(5, {rows}) && HasPacked(call, 6, 3 * n, n);
  if (!call.Require(fits,
                    "The gradient of a GRU needs gradient and outputs [steps * batch, hidden], gates "
                    "[steps * batch, 4 hidden], initial [batch, hidden], mask [steps * batch], weight."))
    return;
  const Backward x{has_outputs ? call.Input(0) : nullptr,
                   has_final ? call.Input(1) : nullptr,
                   call.Input(2),
                   call.Input(3),
                   call.Input(4),
                   call.Input(5),
                   PackedNumbers(call, 6),
                   call.Output(0, {rows, 3 * n}),
                   call.Output(1, {rows, 3 * n}),
                   call.Output(2, {size.batch, n})};
  if (!call.Ok()) return;
  ShareRows(size.batch, size.hidden,
            [&](int64_t start, int64_t count) { RunBackward(x, size, backwards, start, count); });
}

}  // namespace

void RegisterGru(Registration& registration) {
  const Names inputs = {"input", "initial", "mask", "bias", "weight"},
              outputs = {"outputs", "final", "gates"};
  registration.Add<GruForward<false, false>>("SaccadeGruSequence", inputs, outputs);
  registration.Add<GruForward<true, false>>("SaccadeGruSequenceBackwards", inputs, outputs);
  const Names states = {"outputs", "final"};
  registration.Add<GruForward<false, true>>("SaccadeGruSequenceInference", inputs, states);
  registration.Add<GruForward<true, true>>("SaccadeGruSequenceBackwardsInference", inputs, states);
  const Names saved = {"gradient", "final_gradient", "gates", "outputs", "initial", "mask", "transposed"};
  const Names gradients = {"to_input", "to_state", "to_initial"};
  registration.Add<GruBackward<false>>("SaccadeGruSequenceGradient", saved, gradients);
  registration.Add<GruBackward<true>>("SaccadeGruSequenceBackwardsGradient", saved, gradients);
}

}  // namespace saccade
