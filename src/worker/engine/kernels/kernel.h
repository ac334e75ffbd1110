// Registers operations with TensorFlow through its C interface, which keeps its binary form from version to
// version.
#pragma once
#include <cstdint>
#include <cstdio>
#include <initializer_list>

#include "crew.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

// One source, several instruction sets; the processor's best is chosen when the library is loaded. Older
// compilers know the sets by their features only. SACCADE_ONE_TARGET is for a compiler that can do none of
// this.
#if !defined(__x86_64__) || !defined(__linux__) || defined(SACCADE_ONE_TARGET)
#define SACCADE_VECTORIZED
#elif !defined(__clang__) && __GNUC__ >= 12
#define SACCADE_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SACCADE_VECTORIZED __attribute__((target_clones("avx512f", "avx2", "default")))
#endif

namespace saccade {

using Shape = std::initializer_list<int64_t>;

/**
 * The inputs and outputs of one call: float32 and row-major (the operation's definition and TensorFlow see to
 * that), aligned as TensorFlow likes, and null where they hold no element. They are released at the end of
 * the call. After the first failure everything answers with null, zero or false, and the operation ends with
 * an error.
 */
class Call {
 public:
  static constexpr int kMostInputs = 8;
  static constexpr int kMostOutputs = 4;

  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}

  ~Call() {
    if (!Ok()) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor* tensor : inputs_) Release(tensor);
    for (TF_Tensor* tensor : outputs_) Release(tensor);
    TF_DeleteStatus(status_);
  }

  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool Ok() const { return TF_GetCode(status_) == TF_OK; }

  const float* Input(int index) { return Data(InputTensor(index)); }

  /** Size of an input along an axis; 0 where it has no such axis. */
  int64_t Size(int index, int axis) {
    TF_Tensor* tensor = InputTensor(index);
    return tensor != nullptr && axis < TF_NumDims(tensor) ? TF_Dim(tensor, axis) : 0;
  }

  /** How many numbers an input has. */
  int64_t Count(int index) {
    TF_Tensor* tensor = InputTensor(index);
    return tensor == nullptr ? 0 : TF_TensorElementCount(tensor);
  }

  bool HasShape(int index, Shape shape) {
    TF_Tensor* tensor = InputTensor(index);
    if (tensor == nullptr || TF_NumDims(tensor) != static_cast<int>(shape.size())) return false;
    int axis = 0;
    for (int64_t size : shape) {
      if (TF_Dim(tensor, axis++) != size) return false;
    }
    return true;
  }

  /** Fails with `otherwise` unless `fits`; false if the call has failed, now or before. */
  bool Require(bool fits, const char* otherwise) {
    if (Ok() && !fits) TF_SetStatus(status_, TF_INVALID_ARGUMENT, otherwise);
    return Ok();
  }

  float* Output(int index, Shape shape) {
    if (!Ok()) return nullptr;
    int64_t count = 1;
    for (int64_t size : shape) count *= size;
    outputs_[index] =
        TF_AllocateOutput(context_, index, TF_FLOAT, shape.begin(), static_cast<int>(shape.size()),
                          static_cast<size_t>(count) * sizeof(float), status_);
    return Data(outputs_[index]);
  }

 private:
  TF_Tensor* InputTensor(int index) {
    if (inputs_[index] == nullptr && Ok()) TF_GetInput(context_, index, &inputs_[index], status_);
    return inputs_[index];
  }

  static float* Data(TF_Tensor* tensor) {
    return tensor == nullptr ? nullptr : static_cast<float*>(TF_TensorData(tensor));
  }

  static void Release(TF_Tensor* tensor) {
    if (tensor != nullptr) TF_DeleteTensor(tensor);
  }

  const crew::Presence presence_;
  TF_OpKernelContext* context_;
  TF_Status* status_;
  TF_Tensor* inputs_[kMostInputs] = {};
  TF_Tensor* outputs_[kMostOutputs] = {};
};

using Names = std::initializer_list<const char*>;

/** What went wrong first while operations were registered; empty while nothing did. */
class Registration {
 public:
  /** Makes the operation `name` known, with float32 inputs and outputs of these names, computed on the CPU.
   */
  template <void (*compute)(Call&)>
  void Add(const char* name, Names inputs, Names outputs) {
    if (failed()) return;
    if (inputs.size() > Call::kMostInputs || outputs.size() > Call::kMostOutputs) {
      std::snprintf(error_, sizeof error_, "%s has too many inputs or outputs", name);
      return;
    }
    TF_Status* status = TF_NewStatus();
    TF_RegisterOpDefinition(Define(name, inputs, outputs), status);
    if (TF_GetCode(status) == TF_OK) {
      TF_KernelBuilder* kernel = TF_NewKernelBuilder(
          name, "CPU", nullptr,
          [](void*, TF_OpKernelContext* context) {
            Call call(context);
            compute(call);
          },
          nullptr);
      TF_RegisterKernelBuilder(name, kernel, status);  // takes the builder
    }
    if (TF_GetCode(status) != TF_OK) std::snprintf(error_, sizeof error_, "%s: %s", name, TF_Message(status));
    TF_DeleteStatus(status);
  }

  bool failed() const { return error_[0] != '\0'; }
  const char* error() const { return error_; }

 private:
  /** The caller must register the definition, which takes it. */
  static TF_OpDefinitionBuilder* Define(const char* name, Names inputs, Names outputs) {
    TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
    // Most of TensorFlow's operations have a type T, so graphs give every operation one.
    TF_OpDefinitionBuilderAddAttr(definition, "T: {float} = DT_FLOAT");
    char text[64];
    for (const char* input : inputs) {
      std::snprintf(text, sizeof text, "%s: T", input);
      TF_OpDefinitionBuilderAddInput(definition, text);
    }
    for (const char* output : outputs) {
      std::snprintf(text, sizeof text, "%s: T", output);
      TF_OpDefinitionBuilderAddOutput(definition, text);
    }
    TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &TF_ShapeInferenceContextSetUnknownShape);
    return definition;
  }

  char error_[256] = {};
};

}  // namespace saccade
