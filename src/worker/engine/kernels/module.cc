// Loaded as a Node addon: loading it makes the operations known to TensorFlow. It exports nothing.
#include <node_api.h>

namespace saccade {
void RegisterAdditive();
void RegisterGru();
void RegisterLstm();
}  // namespace saccade

NAPI_MODULE_INIT() {
  static const bool once = [] {
    saccade::RegisterAdditive();
    saccade::RegisterGru();
    saccade::RegisterLstm();
    return true;
  }();
  (void)once;
  return exports;
}
