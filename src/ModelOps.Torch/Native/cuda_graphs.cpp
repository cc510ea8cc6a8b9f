// CUDA graphs, streams and memory. Without CUDA's headers at compile time (MODELOPS_CUDA) every function says that there is none.

#include "native.h"

#ifdef MODELOPS_CUDA

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>

API int32_t mo_cuda_graphs() { return 1; }

// Makes a stream of its own the current one of this thread on a device, once what was begun on others is done: graphs can't be captured on
// the default stream, and a step's warm-up must run where its capture does.
API int32_t mo_cuda_own_stream(int32_t device) {
  return guarded<int32_t>(-1, [&] {
    c10::cuda::device_synchronize();
    c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(false, static_cast<c10::DeviceIndex>(device)));
    return 0;
  });
}

// Begins to capture what this thread does on its current stream; null where that can't be.
API void* mo_graph_begin() {
  return guarded<void*>(nullptr, [&]() -> void* {
    c10::cuda::device_synchronize();
    auto graph = std::make_unique<at::cuda::CUDAGraph>();
    graph->capture_begin();
    return graph.release();
  });
}

API int32_t mo_graph_end(void* graph) {
  return guarded<int32_t>(-1, [&] { return static_cast<at::cuda::CUDAGraph*>(graph)->capture_end(), 0; });
}

API int32_t mo_graph_replay(void* graph) {
  return guarded<int32_t>(-1, [&] { return static_cast<at::cuda::CUDAGraph*>(graph)->replay(), 0; });
}

API void mo_graph_free(void* graph) {
  guarded<int32_t>(-1, [&] { return delete static_cast<at::cuda::CUDAGraph*>(graph), 0; });
}

// Bytes that tensors hold on a device; -1 where that can't be told.
API int64_t mo_cuda_memory(int32_t device) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    return c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(device)).allocated_bytes[0].current;
  });
}

#else

namespace {
int32_t none() {
  last_error = "this build has no CUDA graphs: CUDA's headers were not there when it was compiled";
  return -1;
}
}  // namespace

API int32_t mo_cuda_graphs() { return 0; }
API int32_t mo_cuda_own_stream(int32_t) { return none(); }
API void* mo_graph_begin() { return none(), nullptr; }
API int32_t mo_graph_end(void*) { return none(); }
API int32_t mo_graph_replay(void*) { return none(); }
API void mo_graph_free(void*) {}
API int64_t mo_cuda_memory(int32_t) { return none(); }

#endif
