// Registers operations with TensorFlow through its C interface, which keeps its binary form from version to version.
#pragma once
#include <cstdint>
#include <cstdio>
#include <initializer_list>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

// One source, several instruction sets; the processor's best is chosen when the library is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define SACCADE_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SACCADE_VECTORIZED
#endif

namespace saccade {

using Shape = std::initializer_list<int64_t>;

/** The inputs and outputs of one call. Tensors are float32, row-major, and released at the end of the call. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    for (int i = 0; i < tensors_; i++) TF_DeleteTensor(held_[i]);
    TF_DeleteStatus(status_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const float* Input(int index) { return Data(InputTensor(index)); }

  int64_t Size(int index, int axis) {
    TF_Tensor* tensor = InputTensor(index);
    return tensor != nullptr && axis < TF_NumDims(tensor) ? TF_Dim(tensor, axis) : 0;
  }

  float* Output(int index, Shape shape) {
    int64_t count = 1;
    for (int64_t size : shape) count *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.begin(), static_cast<int>(shape.size()),
                                          static_cast<size_t>(count) * sizeof(float), status_);
    return Data(Hold(tensor));
  }

  /** True while nothing failed and every input has the shape asked for; else the operation ends with an error. */
  bool Check(bool fits, const char* what) {
    if (TF_GetCode(status_) == TF_OK && !fits) TF_SetStatus(status_, TF_INVALID_ARGUMENT, what);
    if (TF_GetCode(status_) == TF_OK) return true;
    TF_OpKernelContext_Failure(context_, status_);
    return false;
  }

 private:
  static constexpr int kMost = 16;

  TF_Tensor* InputTensor(int index) {
    if (inputs_[index] == nullptr) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context_, index, &tensor, status_);
      inputs_[index] = Hold(tensor);
    }
    return inputs_[index];
  }

  TF_Tensor* Hold(TF_Tensor* tensor) {
    if (tensor != nullptr && tensors_ < 2 * kMost) held_[tensors_++] = tensor;
    return tensor;
  }

  static float* Data(TF_Tensor* tensor) {
    return tensor == nullptr ? nullptr : static_cast<float*>(TF_TensorData(tensor));
  }

  TF_OpKernelContext* context_;
  TF_Status* status_;
  TF_Tensor* inputs_[kMost] = {};
  TF_Tensor* held_[2 * kMost] = {};
  int tensors_ = 0;
};

/** Makes the operation `name` known, with float32 inputs and outputs of these names, computed on the CPU. */
template <void (*compute)(Call&)>
void Register(const char* name, std::initializer_list<const char*> inputs,
              std::initializer_list<const char*> outputs) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  char text[64];
  for (const char* input : inputs) {
    std::snprintf(text, sizeof text, "%s: float", input);
    TF_OpDefinitionBuilderAddInput(definition, text);
  }
  for (const char* output : outputs) {
    std::snprintf(text, sizeof text, "%s: float", output);
    TF_OpDefinitionBuilderAddOutput(definition, text);
  }
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &TF_ShapeInferenceContextSetUnknownShape);
  TF_Status* status = TF_NewStatus();
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(
        name, "CPU", nullptr,
        [](void*, TF_OpKernelContext* context) {
          Call call(context);
          compute(call);
        },
        nullptr);
    TF_RegisterKernelBuilder(name, kernel, status);
  }
  if (TF_GetCode(status) != TF_OK) std::fprintf(stderr, "%s: %s\n", name, TF_Message(status));
  TF_DeleteStatus(status);
}

}  // namespace saccade
