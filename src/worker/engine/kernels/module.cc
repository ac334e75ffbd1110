// Loaded as a Node addon, after TensorFlow: loading it makes the operations known to TensorFlow. It exports
// `interface`, the version of what it makes known, and `tileUnits`, whether it multiplies on the processor's.
#include <node_api.h>

#include "kernel.h"
#include "product.h"

namespace saccade {
void RegisterAdditive(Registration& registration);
void RegisterCrossEntropy(Registration& registration);
void RegisterGru(Registration& registration);
void RegisterLinear(Registration& registration);
void RegisterLstm(Registration& registration);
void RegisterWeightedMean(Registration& registration);
}  // namespace saccade

/** To be raised whenever an operation gets another name, other inputs or other outputs; see kernels.ts. */
constexpr uint32_t kInterface = 4;

NAPI_MODULE_INIT() {
  // Once per process, however many JavaScript contexts load the addon: TensorFlow knows no second
  // registration.
  static const saccade::Registration registration = [] {
    saccade::Registration made;
    saccade::RegisterAdditive(made);
    saccade::RegisterCrossEntropy(made);
    saccade::RegisterGru(made);
    saccade::RegisterLinear(made);
    saccade::RegisterLstm(made);
    saccade::RegisterWeightedMean(made);
    return made;
  }();
  if (registration.failed()) napi_throw_error(env, nullptr, registration.error());
  napi_value interface = nullptr;
  napi_create_uint32(env, kInterface, &interface);
  napi_set_named_property(env, exports, "interface", interface);
  napi_value tile_units = nullptr;
  napi_get_boolean(env, saccade::UsesTileUnits(), &tile_units);
  napi_set_named_property(env, exports, "tileUnits", tile_units);
  return exports;
}
