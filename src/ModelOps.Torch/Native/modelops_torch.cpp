// libtorch behind a C interface: tensors' lifetime, one boxed dispatcher call for every operator, autograd, modes,
// generators, threads, CUDA queries, and optimizer steps and dropout masks in one pass over memory.
//
// A tensor handle is a heap-allocated at::Tensor*, which is what TorchSharp's Tensor.Handle is too.
// Nothing throws across this interface: a function that can fail returns null or a negative number, and the calling
// thread's message is in mo_error(). Only headers that no code generator writes per operator are included, so that
// the file compiles in seconds and against every libtorch from 1.13 on.

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "cpu_loops.h"
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

// ---- optimizer steps ------------------------------------------------------------------------------------------------

namespace {

struct Slice {
  int64_t begin;  // offset in the concatenation of all parameters
  at::ScalarType type;
  char *p, *g, *m, *v;
};

char* data_of(const at::Tensor& t, const at::Tensor& like, const char* what) {
  TORCH_CHECK(t.device().is_cpu() && t.is_contiguous() && t.scalar_type() == like.scalar_type() && t.numel() == like.numel(),
              "a fused step needs contiguous CPU tensors; ", what, " is not one that fits its parameter");
  return static_cast<char*>(t.data_ptr());
}

// Lays the parameters that have a gradient end to end and gives each thread one contiguous share of all elements.
template <typename F>
int32_t fused_step(int32_t count, Handle* p, Handle* m, Handle* v, F&& range) {
  return guarded<int32_t>(-1, [&] {
    std::vector<Slice> slices;
    std::vector<at::Tensor> gradients;  // kept: those that were not contiguous are copies
    slices.reserve(count);
    gradients.reserve(count);
    int64_t total = 0;
    for (int32_t i = 0; i < count; i++) {
      auto grad = p[i]->grad();
      if (!grad.defined()) continue;
      auto type = p[i]->scalar_type();
      TORCH_CHECK(type == at::kFloat || type == at::kDouble, "a fused step takes float32 and float64, not ", c10::toString(type));
      gradients.push_back(grad.is_contiguous() ? grad : grad.contiguous());
      slices.push_back({total, type, data_of(*p[i], *p[i], "a parameter"), data_of(gradients.back(), *p[i], "a gradient"),
                        m ? data_of(*m[i], *p[i], "a state") : nullptr, v ? data_of(*v[i], *p[i], "a state") : nullptr});
      total += p[i]->numel();
    }
    at::parallel_for(0, total, 32768, [&](int64_t begin, int64_t end) {
      auto s = std::upper_bound(slices.begin(), slices.end(), begin, [](int64_t at, const Slice& x) { return at < x.begin; }) - 1;
      for (; begin < end; ++s) {
        auto stop = std::min(end, s + 1 == slices.end() ? total : (s + 1)->begin);
        if (stop > begin) range(*s, begin - s->begin, stop - begin);
        begin = stop;
      }
    });
    for (int32_t i = 0; i < count; i++) {  // autograd notices who still needs the old values
      p[i]->unsafeGetTensorImpl()->bump_version();
      if (m) m[i]->unsafeGetTensorImpl()->bump_version();
      if (v) v[i]->unsafeGetTensorImpl()->bump_version();
    }
    return 0;
  });
}

template <typename T>
T* at_offset(char* data, int64_t offset) { return data ? reinterpret_cast<T*>(data) + offset : nullptr; }

}  // namespace

// One step of Adam (decoupled = 0) or AdamW over all parameters by the gradients that they hold; `step` counts from 1.
API int32_t mo_adam(int32_t count, Handle* p, Handle* m, Handle* v, double lr, double beta1, double beta2, double eps,
                    double weight_decay, int64_t step, int32_t decoupled) {
  AdamConstants c{decoupled ? 1 - lr * weight_decay : 1, decoupled ? 0 : weight_decay, beta1, beta2, eps,
                  lr / (1 - std::pow(beta1, step)), std::sqrt(1 - std::pow(beta2, step))};
  return fused_step(count, p, m, v, [&](const Slice& s, int64_t o, int64_t n) {
    if (s.type == at::kFloat)
      adam_range(at_offset<float>(s.p, o), at_offset<float>(s.g, o), at_offset<float>(s.m, o), at_offset<float>(s.v, o), n, c);
    else
      adam_range(at_offset<double>(s.p, o), at_offset<double>(s.g, o), at_offset<double>(s.m, o), at_offset<double>(s.v, o), n, c);
  });
}

// One step of SGD; `momenta` null: without momentum. Momenta start as zeros.
API int32_t mo_sgd(int32_t count, Handle* p, Handle* momenta, double lr, double momentum, double weight_decay) {
  SgdConstants c{lr, momentum, weight_decay};
  return fused_step(count, p, momenta, nullptr, [&](const Slice& s, int64_t o, int64_t n) {
    if (s.type == at::kFloat)
      sgd_range(at_offset<float>(s.p, o), at_offset<float>(s.g, o), at_offset<float>(s.m, o), n, c);
    else
      sgd_range(at_offset<double>(s.p, o), at_offset<double>(s.g, o), at_offset<double>(s.m, o), n, c);
  });
}

// The L2 norm of all gradients together; those of a norm above `limit` are scaled by limit / (norm + 1e-6). The squares are summed in double
// precision, block by block and then over the blocks in their order: no number of threads changes the sum.
API int32_t mo_clip_gradients(int32_t count, Handle* p, double limit, double* norm) {
  constexpr int64_t block = 16384;
  struct Block {
    char* data;
    int64_t count;
    bool single;
  };
  return guarded<int32_t>(-1, [&] {
    std::vector<at::Tensor> gradients, dense;
    std::vector<Block> blocks;
    for (int32_t i = 0; i < count; i++) {
      auto grad = p[i]->grad();
      if (!grad.defined()) continue;
      auto type = grad.scalar_type();
      TORCH_CHECK(grad.device().is_cpu() && (type == at::kFloat || type == at::kDouble), "clipping takes float32 and float64 on the CPU");
      gradients.push_back(grad);
      dense.push_back(grad.contiguous());
      auto data = static_cast<char*>(dense.back().data_ptr());
      for (int64_t at = 0; at < grad.numel(); at += block)
        blocks.push_back({data + at * grad.element_size(), std::min(block, grad.numel() - at), type == at::kFloat});
    }
    std::vector<double> sums(blocks.size());
    at::parallel_for(0, blocks.size(), 4, [&](int64_t begin, int64_t end) {
      for (; begin < end; begin++) {
        auto& b = blocks[begin];
        sums[begin] = b.single ? squares_range(reinterpret_cast<float*>(b.data), b.count) : squares_range(reinterpret_cast<double*>(b.data), b.count);
      }
    });
    double total = 0;
    for (auto sum : sums) total += sum;
    *norm = std::sqrt(total);
    auto scale = limit / (*norm + 1e-6);
    if (scale >= 1 || std::isinf(limit)) return 0;
    for (auto& grad : gradients)
      if (!grad.is_contiguous()) grad.mul_(scale);
    at::parallel_for(0, blocks.size(), 4, [&](int64_t begin, int64_t end) {
      for (; begin < end; begin++) {
        auto& b = blocks[begin];
        if (b.single)
          scale_range(reinterpret_cast<float*>(b.data), b.count, scale);
        else
          scale_range(reinterpret_cast<double*>(b.data), b.count, scale);
      }
    });
    return 0;
  });
}

// Fills a contiguous float32 tensor on the CPU with 0 at probability p and 1 / (1 - p) elsewhere; the same key, the same mask.
API int32_t mo_dropout_mask(Handle mask, double p, uint64_t key) {
  return guarded<int32_t>(-1, [&] {
    TORCH_CHECK(mask->device().is_cpu() && mask->scalar_type() == at::kFloat && mask->is_non_overlapping_and_dense(),
                "a dropout mask is a dense float32 tensor on the CPU");
    auto data = static_cast<float*>(mask->data_ptr());
    auto threshold = static_cast<uint64_t>(std::ceil(p * 4294967296.0));
    float scale = p < 1 ? static_cast<float>(1 / (1 - p)) : 0;
    at::parallel_for(0, mask->numel(), 65536, [&](int64_t begin, int64_t end) { mask_range(data, begin, end, threshold, scale, key); });
    return 0;
  });
}
