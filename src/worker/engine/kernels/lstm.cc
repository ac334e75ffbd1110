// The elementwise half of an LSTM step (nn.LSTM: gates i, f, g, o), forward and backward.
#include "kernel.h"
#include "math.h"

namespace saccade {
namespace {

struct Forward {
  const float *input, *state, *cell;
  float *hidden, *next, *gates;
};

SACCADE_VECTORIZED void ForwardRows(const Forward& x, int64_t batch, int64_t n) {
  for (int64_t row = 0; row < batch; row++) {
    const float* __restrict input = x.input + row * 4 * n;
    const float* __restrict state = x.state + row * 4 * n;
    const float* __restrict cell = x.cell + row * n;
    float* __restrict hidden = x.hidden + row * n;
    float* __restrict next = x.next + row * n;
    float* __restrict gates = x.gates + row * 5 * n;
#pragma omp simd
    for (int64_t k = 0; k < n; k++) {
      const float i = Sigmoid(input[k] + state[k]);
      const float f = Sigmoid(input[n + k] + state[n + k]);
      const float g = Tanh(input[2 * n + k] + state[2 * n + k]);
      const float o = Sigmoid(input[3 * n + k] + state[3 * n + k]);
      const float c = f * cell[k] + i * g;
      const float squashed = Tanh(c);
      gates[k] = i;
      gates[n + k] = f;
      gates[2 * n + k] = g;
      gates[3 * n + k] = o;
      gates[4 * n + k] = squashed;
      next[k] = c;
      hidden[k] = o * squashed;
    }
  }
}

/**
 * input, state [batch, 4 hidden]: the gates' shares of the input (with both biases) and of the hidden state;
 * cell [batch, hidden] → hidden, next cell [batch, hidden] and what the gradient needs, gates [batch, 5
 * hidden].
 */
void LstmForward(Call& call) {
  const int64_t batch = call.Size(2, 0), n = call.Size(2, 1);
  const bool fits =
      call.HasShape(0, {batch, 4 * n}) && call.HasShape(1, {batch, 4 * n}) && call.HasShape(2, {batch, n});
  if (!call.Require(fits, "An LSTM step needs input and state [batch, 4 hidden], cell [batch, hidden]."))
    return;
  const Forward x{call.Input(0),
                  call.Input(1),
                  call.Input(2),
                  call.Output(0, {batch, n}),
                  call.Output(1, {batch, n}),
                  call.Output(2, {batch, 5 * n})};
  if (call.Ok()) ForwardRows(x, batch, n);
}

struct Backward {
  const float *hidden, *next, *gates, *cell;
  float *to_gates, *to_cell;
};

SACCADE_VECTORIZED void BackwardRows(const Backward& x, int64_t batch, int64_t n) {
  for (int64_t row = 0; row < batch; row++) {
    const float* __restrict hidden = x.hidden + row * n;
    const float* __restrict next = x.next + row * n;
    const float* __restrict gates = x.gates + row * 5 * n;
    const float* __restrict cell = x.cell + row * n;
    float* __restrict to_gates = x.to_gates + row * 4 * n;
    float* __restrict to_cell = x.to_cell + row * n;
#pragma omp simd
    for (int64_t k = 0; k < n; k++) {
      const float i = gates[k], f = gates[n + k], g = gates[2 * n + k], o = gates[3 * n + k],
                  squashed = gates[4 * n + k];
      const float c = next[k] + hidden[k] * o * (1.0f - squashed * squashed);
      to_gates[k] = c * g * i * (1.0f - i);
      to_gates[n + k] = c * cell[k] * f * (1.0f - f);
      to_gates[2 * n + k] = c * i * (1.0f - g * g);
      to_gates[3 * n + k] = hidden[k] * squashed * o * (1.0f - o);
      to_cell[k] = c * f;
    }
  }
}

/** gradients of hidden and of the next cell, gates, cell → gradients of input (and state, the same), and of
 * cell. */
void LstmBackward(Call& call) {
  const int64_t batch = call.Size(3, 0), n = call.Size(3, 1);
  const bool fits = call.HasShape(0, {batch, n}) && call.HasShape(1, {batch, n}) &&
                    call.HasShape(2, {batch, 5 * n}) && call.HasShape(3, {batch, n});
  if (!call.Require(
          fits,
          "The gradient of an LSTM step needs gradients and cell [batch, hidden], gates [batch, 5 hidden]."))
    return;
  const Backward x{call.Input(0),
                   call.Input(1),
                   call.Input(2),
                   call.Input(3),
                   call.Output(0, {batch, 4 * n}),
                   call.Output(1, {batch, n})};
  if (call.Ok()) BackwardRows(x, batch, n);
}

}  // namespace

void RegisterLstm(Registration& registration) {
  registration.Add<LstmForward>("SaccadeLstm", {"input", "state", "cell"}, {"hidden", "next", "gates"});
  registration.Add<LstmBackward>("SaccadeLstmGradient", {"to_hidden", "to_next", "gates", "cell"},
                                 {"to_input", "to_cell"});
}

}  // namespace saccade
