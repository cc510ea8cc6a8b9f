// libtorch behind a C interface: tensors' lifetime, one boxed dispatcher call for every operator, autograd, modes, generators, threads,
// CUDA queries. Optimizer steps and dropout masks are in optimizer_steps.cpp, CUDA graphs in cuda_graphs.cpp.

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "native.h"

namespace {

enum Tag : int32_t { None, TensorTag, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList, DeviceTag, String, GeneratorTag };

// An argument or result. `count` is the length of a list or string; lists are borrowed for the call, except that a
// TensorList result is an array of new handles which the caller releases with mo_free.
struct Value {
  int32_t tag;
  int32_t count;
  union {
    int64_t i;
    double d;
    void* p;
  };
};

c10::Device device_of(int64_t code) {  // type in the high half, index (-1: current) in the low
  return c10::Device(static_cast<c10::DeviceType>(code >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(code)));
}

int64_t code_of(c10::Device device) {
  return (static_cast<int64_t>(device.type()) << 32) | static_cast<uint32_t>(static_cast<int32_t>(device.index()));
}

c10::IValue to_ivalue(const Value& v) {
  switch (v.tag) {
    case None: return c10::IValue();
    case TensorTag: return v.p ? c10::IValue(*static_cast<Handle>(v.p)) : c10::IValue(at::Tensor());
    case Int: return c10::IValue(v.i);
    case Double: return c10::IValue(v.d);
    case Bool: return c10::IValue(v.i != 0);
    case IntList: return c10::IValue(c10::IntArrayRef(static_cast<const int64_t*>(v.p), v.count));
    case DoubleList: return c10::IValue(c10::ArrayRef<double>(static_cast<const double*>(v.p), v.count));
    case TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) list.push_back(*static_cast<Handle*>(v.p)[i]);
      return c10::IValue(std::move(list));
    }
    case OptionalTensorList: {
      c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
      for (int32_t i = 0; i < v.count; i++) {
        auto t = static_cast<Handle*>(v.p)[i];
        list.push_back(t ? c10::IValue(*t) : c10::IValue());
      }
      return c10::IValue(std::move(list));
    }
    case DeviceTag: return c10::IValue(device_of(v.i));
    case String: return c10::IValue(std::string(static_cast<const char*>(v.p), v.count));
    case GeneratorTag: return c10::IValue(*static_cast<at::Generator*>(v.p));
  }
  TORCH_CHECK(false, "unknown argument tag ", v.tag);
}

Value to_value(c10::IValue v) {
  Value r{None, 0, {0}};
  if (v.isTensor()) {
    auto t = std::move(v).toTensor();
    if (t.defined()) {
      r.tag = TensorTag;
      r.p = own(std::move(t));
    }
  } else if (v.isInt()) {
    r.tag = Int;
    r.i = v.toInt();
  } else if (v.isDouble()) {
    r.tag = Double;
    r.d = v.toDouble();
  } else if (v.isBool()) {
    r.tag = Bool;
    r.i = v.toBool();
  } else if (v.isTensorList()) {
    auto list = v.toTensorVector();
    r.tag = TensorList;
    r.count = static_cast<int32_t>(list.size());
    auto handles = new Handle[list.size()];
    for (size_t i = 0; i < list.size(); i++) handles[i] = own(std::move(list[i]));
    r.p = handles;
  } else if (!v.isNone()) {
    TORCH_CHECK(false, "an operator returned ", v.tagKind(), ", which this interface doesn't carry");
  }
  return r;
}

}  // namespace

API const char* mo_error() { return last_error.c_str(); }
API const char* mo_version() { return TORCH_VERSION; }

// ---- operators ------------------------------------------------------------------------------------------------------

// A handle that stays valid for the life of the process; null where this libtorch has no such operator.
API void* mo_operator(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto op = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(op.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload ? "." : "", overload);
    return new c10::OperatorHandle(*op);
  });
}

// Arguments that are left out take the schema's defaults. Writes at most `capacity` results (the others are dropped)
// and returns how many the operator gave, or -1.
API int32_t mo_call(void* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
  return guarded<int32_t>(-1, [&] {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& declared = handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= declared.size(), handle.schema().name(), " takes ", declared.size(), " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(declared.size());
    for (int32_t i = 0; i < count; i++) stack.push_back(to_ivalue(arguments[i]));
    for (size_t i = count; i < declared.size(); i++) {
      TORCH_CHECK(declared[i].default_value().has_value(), handle.schema().name(), " needs the argument ", declared[i].name());
      stack.push_back(*declared[i].default_value());
    }
    handle.callBoxed(&stack);
    auto n = std::min<size_t>(capacity, stack.size());
    for (size_t i = 0; i < n; i++) results[i] = to_value(std::move(stack[i]));
    return static_cast<int32_t>(stack.size());
  });
}

API void mo_free(void* handles) { delete[] static_cast<Handle*>(handles); }

// ---- tensors --------------------------------------------------------------------------------------------------------

API void mo_tensor_free(Handle t) { delete t; }
API Handle mo_tensor_alias(Handle t) { return new at::Tensor(*t); }
API int64_t mo_tensor_dim(Handle t) { return t->dim(); }
API int64_t mo_tensor_numel(Handle t) { return t->numel(); }
API int32_t mo_tensor_dtype(Handle t) { return static_cast<int32_t>(t->scalar_type()); }
API int64_t mo_tensor_device(Handle t) { return code_of(t->device()); }
API int64_t mo_tensor_item_size(Handle t) { return t->element_size(); }
API int32_t mo_tensor_contiguous(Handle t) { return t->is_contiguous(); }
API int32_t mo_tensor_leaf(Handle t) { return t->is_leaf(); }
API int32_t mo_tensor_requires_grad(Handle t) { return t->requires_grad(); }
API void mo_tensor_shape(Handle t, int64_t* sizes, int64_t* strides) {
  auto n = t->dim() * sizeof(int64_t);
  if (sizes) std::memcpy(sizes, t->sizes().data(), n);
  if (strides) std::memcpy(strides, t->strides().data(), n);
}

API void* mo_tensor_data(Handle t) {
  return guarded<void*>(nullptr, [&] { return t->data_ptr(); });
}

API int32_t mo_tensor_set_requires_grad(Handle t, int32_t on) {
  return guarded<int32_t>(-1, [&] { return t->set_requires_grad(on != 0), 0; });
}

// A new handle; null where there is no gradient.
API Handle mo_tensor_grad(Handle t) {
  return guarded<Handle>(nullptr, [&]() -> Handle { return t->grad().defined() ? own(t->grad()) : nullptr; });
}

API int32_t mo_tensor_set_grad(Handle t, Handle grad) {
  return guarded<int32_t>(-1, [&] { return t->mutable_grad() = grad ? *grad : at::Tensor(), 0; });
}

API int32_t mo_backward(Handle t, Handle gradient, int32_t keep_graph, int32_t create_graph) {
  return guarded<int32_t>(-1, [&] {
    return t->backward(gradient ? *gradient : at::Tensor(), keep_graph != 0, create_graph != 0), 0;
  });
}

// ---- modes ----------------------------------------------------------------------------------------------------------

API int32_t mo_grad_mode() { return c10::GradMode::is_enabled(); }
API void mo_set_grad_mode(int32_t on) { c10::GradMode::set_enabled(on != 0); }
API int32_t mo_inference_mode() { return c10::InferenceMode::is_enabled(); }
API void* mo_inference_enter(int32_t on) { return new c10::InferenceMode(on != 0); }
API void mo_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// Autocast of this thread for a device type; returns whether it was on before. Off also drops the casted weights.
API int32_t mo_autocast(int32_t device_type, int32_t on, int32_t dtype) {
  return guarded<int32_t>(-1, [&] {
    auto type = static_cast<c10::DeviceType>(device_type);
    auto to = static_cast<at::ScalarType>(dtype);
#if TORCH_AT_LEAST(2, 4)
    auto before = at::autocast::is_autocast_enabled(type);
    at::autocast::set_autocast_enabled(type, on != 0);
    at::autocast::set_autocast_dtype(type, to);
#else
    auto cpu = type == c10::DeviceType::CPU;
    TORCH_CHECK(cpu || type == c10::DeviceType::CUDA, "autocast is for CPU and CUDA");
    auto before = cpu ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
    if (cpu) {
      at::autocast::set_cpu_enabled(on != 0);
      at::autocast::set_autocast_cpu_dtype(to);
    } else {
      at::autocast::set_enabled(on != 0);
      at::autocast::set_autocast_gpu_dtype(to);
    }
#endif
    if (!on) at::autocast::clear_cache();
    return static_cast<int32_t>(before);
  });
}

// ---- generators, threads, devices -----------------------------------------------------------------------------------

API int32_t mo_manual_seed(uint64_t seed) {
  return guarded<int32_t>(-1, [&] { return at::manual_seed(seed), 0; });
}

API void* mo_generator_default(int64_t device) {
  return guarded<void*>(nullptr, [&]() -> void* { return new at::Generator(at::globalContext().defaultGenerator(device_of(device))); });
}

API void* mo_generator_new(int64_t device, uint64_t seed) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto g = at::globalContext().defaultGenerator(device_of(device)).clone();
    g.set_current_seed(seed);
    return new at::Generator(std::move(g));
  });
}

API void mo_generator_free(void* g) { delete static_cast<at::Generator*>(g); }
API uint64_t mo_generator_seed(void* g) { return static_cast<at::Generator*>(g)->current_seed(); }
API int64_t mo_generator_device(void* g) { return code_of(static_cast<at::Generator*>(g)->device()); }
API int32_t mo_generator_set_seed(void* g, uint64_t seed) {
  return guarded<int32_t>(-1, [&] { return static_cast<at::Generator*>(g)->set_current_seed(seed), 0; });
}

API Handle mo_generator_state(void* g) {
  return guarded<Handle>(nullptr, [&] { return own(static_cast<at::Generator*>(g)->get_state()); });
}

API int32_t mo_generator_set_state(void* g, Handle state) {
  return guarded<int32_t>(-1, [&] { return static_cast<at::Generator*>(g)->set_state(*state), 0; });
}

API int32_t mo_threads() { return at::get_num_threads(); }
API int32_t mo_set_threads(int32_t n) {
  return guarded<int32_t>(-1, [&] { return at::set_num_threads(n), 0; });
}

// Devices of a type; 0 where this libtorch was built without it or the machine has none.
API int32_t mo_device_count(int32_t device_type) {
  return guarded<int32_t>(0, [&]() -> int32_t {
    auto type = static_cast<c10::DeviceType>(device_type);
    return c10::impl::hasDeviceGuardImpl(type) ? c10::impl::VirtualGuardImpl(type).deviceCount() : 0;
  });
}

API int32_t mo_cuda_synchronize(int32_t index) {
  return guarded<int32_t>(-1, [&] { return at::detail::getCUDAHooks().deviceSynchronize(index), 0; });
}
