// The elementwise half of a GRU step (nn.GRU: reset gate after the product), forward and backward.
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Forward {
  const float *input, *state, *bias, *hidden;
  float *next, *gates;
};

SACCADE_VECTORIZED void ForwardRows(const Forward& x, int64_t batch, int64_t n) {
  for (int64_t row = 0; row < batch; row++) {
    const float* __restrict input = x.input + row * 3 * n;
    const float* __restrict state = x.state + row * 3 * n;
    const float* __restrict bias = x.bias;
    const float* __restrict hidden = x.hidden + row * n;
    float* __restrict next = x.next + row * n;
    float* __restrict gates = x.gates + row * 4 * n;
#pragma omp simd
    for (int64_t i = 0; i < n; i++) {
      const float reset = Sigmoid(input[i] + state[i] + bias[i]);
      const float update = Sigmoid(input[n + i] + state[n + i] + bias[n + i]);
      const float memory = state[2 * n + i] + bias[2 * n + i];
      const float fresh = Tanh(input[2 * n + i] + reset * memory);
      gates[i] = reset;
      gates[n + i] = update;
      gates[2 * n + i] = fresh;
      gates[3 * n + i] = memory;
      next[i] = fresh + update * (hidden[i] - fresh);
    }
  }
}

/**
 * input, state [batch, 3 hidden]: the gates' shares of the input (with its bias) and of the hidden state
 * (without); bias [3 hidden], hidden [batch, hidden] → next [batch, hidden] and what the gradient needs,
 * gates [batch, 4 hidden].
 */
void GruForward(Call& call) {
  const int64_t batch = call.Size(3, 0), n = call.Size(3, 1);
  const bool fits = call.HasShape(0, {batch, 3 * n}) && call.HasShape(1, {batch, 3 * n}) &&
                    call.HasShape(2, {3 * n}) && call.HasShape(3, {batch, n});
  if (!call.Require(
          fits,
          "A GRU step needs input and state [batch, 3 hidden], bias [3 hidden], hidden [batch, hidden]."))
    return;
  const Forward x{call.Input(0),
                  call.Input(1),
                  call.Input(2),
                  call.Input(3),
                  call.Output(0, {batch, n}),
                  call.Output(1, {batch, 4 * n})};
  if (call.Ok()) ForwardRows(x, batch, n);
}

struct Backward {
  const float *gradient, *gates, *hidden;
  float *input, *state, *before;
};

SACCADE_VECTORIZED void BackwardRows(const Backward& x, int64_t batch, int64_t n) {
  for (int64_t row = 0; row < batch; row++) {
    const float* __restrict gradient = x.gradient + row * n;
    const float* __restrict gates = x.gates + row * 4 * n;
    const float* __restrict hidden = x.hidden + row * n;
    float* __restrict input = x.input + row * 3 * n;
    float* __restrict state = x.state + row * 3 * n;
    float* __restrict before = x.before + row * n;
#pragma omp simd
    for (int64_t i = 0; i < n; i++) {
      const float reset = gates[i], update = gates[n + i], fresh = gates[2 * n + i],
                  memory = gates[3 * n + i];
      const float next = gradient[i];
      const float to_fresh = next * (1.0f - update) * (1.0f - fresh * fresh);
      const float to_update = next * (hidden[i] - fresh) * update * (1.0f - update);
      const float to_reset = to_fresh * memory * reset * (1.0f - reset);
      input[i] = to_reset;
      input[n + i] = to_update;
      input[2 * n + i] = to_fresh;
      state[i] = to_reset;
      state[n + i] = to_update;
      state[2 * n + i] = to_fresh * reset;
      before[i] = next * update;
    }
  }
}

/** gradient of next, gates, hidden → gradients of input, state, and hidden where it is not multiplied by a
 * matrix. */
void GruBackward(Call& call) {
  const int64_t batch = call.Size(2, 0), n = call.Size(2, 1);
  const bool fits =
      call.HasShape(0, {batch, n}) && call.HasShape(1, {batch, 4 * n}) && call.HasShape(2, {batch, n});
  if (!call.Require(
          fits,
          "The gradient of a GRU step needs gradient and hidden [batch, hidden], gates [batch, 4 hidden]."))
    return;
  const Backward x{call.Input(0),
                   call.Input(1),
                   call.Input(2),
                   call.Output(0, {batch, 3 * n}),
                   call.Output(1, {batch, 3 * n}),
                   call.Output(2, {batch, n})};
  if (call.Ok()) BackwardRows(x, batch, n);
}

}  // namespace

void RegisterGru(Registration& registration) {
  registration.Add<GruForward>("SaccadeGru", {"input", "state", "bias", "hidden"}, {"next", "gates"});
  registration.Add<GruBackward>("SaccadeGruGradient", {"gradient", "gates", "hidden"},
                                {"to_input", "to_state", "to_hidden"});
}

}  // namespace saccade
