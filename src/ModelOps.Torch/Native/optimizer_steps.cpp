// Optimizer steps, clipping and dropout masks in one pass over memory on the CPU; optimizer steps by libtorch's operators for lists of
// tensors elsewhere.

#include <ATen/Parallel.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cpu_loops.h"
#include "dropout.h"
#include "native.h"

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
void Dropout::mask(float* mask, int64_t begin, int64_t end) const {
  mask_range(mask, begin, end, static_cast<uint64_t>(std::ceil(p * 4294967296.0)), scale(), key);
}

API int32_t mo_dropout_mask(Handle mask, double p, uint64_t key) {
  return guarded<int32_t>(-1, [&] {
    TORCH_CHECK(mask->device().is_cpu() && mask->scalar_type() == at::kFloat && mask->is_non_overlapping_and_dense(),
                "a dropout mask is a dense float32 tensor on the CPU");
    auto data = static_cast<float*>(mask->data_ptr());
    Dropout dropout{p, key};
    at::parallel_for(0, mask->numel(), 65536, [&](int64_t begin, int64_t end) { dropout.mask(data + begin, begin, end); });
    return 0;
  });
}

// ---- optimizer steps by operators for lists of tensors ----------------------------------------------------------------

namespace {

using Argument = std::pair<const char*, c10::IValue>;

c10::optional<c10::OperatorHandle> find(const char* name, const char* overload) {
  auto op = c10::Dispatcher::singleton().findSchema({name, overload});
  return op.has_value() ? c10::optional<c10::OperatorHandle>(*op) : c10::optional<c10::OperatorHandle>();
}

// Arguments by name: versions of libtorch differ in their order. Those that are left out take the schema's defaults.
torch::jit::Stack call(const c10::OperatorHandle& op, std::initializer_list<Argument> arguments) {
  torch::jit::Stack stack;
  for (const auto& declared : op.schema().arguments()) {
    auto given = std::find_if(arguments.begin(), arguments.end(), [&](const Argument& a) { return declared.name() == a.first; });
    TORCH_CHECK(given != arguments.end() || declared.default_value().has_value(), op.schema().name(), " needs ", declared.name());
    stack.push_back(given != arguments.end() ? given->second : *declared.default_value());
  }
  op.callBoxed(&stack);
  return stack;
}

torch::jit::Stack call(const char* name, const char* overload, std::initializer_list<Argument> arguments) {
  auto op = find(name, overload);
  TORCH_CHECK(op.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, ".", overload);
  return call(*op, arguments);
}

using List = c10::List<at::Tensor>;

// The parameters that have a gradient, and what belongs to them.
struct Lists {
  List p, g, m, v;
};

Lists lists_of(int32_t count, Handle* p, Handle* m, Handle* v) {
  Lists all;
  for (int32_t i = 0; i < count; i++) {
    if (!p[i]->grad().defined()) continue;
    all.p.push_back(*p[i]);
    all.g.push_back(p[i]->grad());
    if (m) all.m.push_back(*m[i]);
    if (v) all.v.push_back(*v[i]);
  }
  return all;
}

List repeated(const at::Tensor& t, size_t count) {
  List list;
  for (size_t i = 0; i < count; i++) list.push_back(t);
  return list;
}

void adam_by_lists(const Lists& l, double lr, double beta1, double beta2, double eps, double decay, int64_t step, bool decoupled) {
  auto g = l.g;
  if (decay != 0 && decoupled) call("aten::_foreach_mul_", "Scalar", {{"self", l.p}, {"scalar", 1 - lr * decay}});
  if (decay != 0 && !decoupled)
    g = call("aten::_foreach_add", "List", {{"self", l.g}, {"other", l.p}, {"alpha", decay}})[0].toTensorList();
  call("aten::_foreach_mul_", "Scalar", {{"self", l.m}, {"scalar", beta1}});
  call("aten::_foreach_add_", "List", {{"self", l.m}, {"other", g}, {"alpha", 1 - beta1}});
  call("aten::_foreach_mul_", "Scalar", {{"self", l.v}, {"scalar", beta2}});
  call("aten::_foreach_addcmul_", "Scalar", {{"self", l.v}, {"tensor1", g}, {"tensor2", g}, {"value", 1 - beta2}});
  auto root = call("aten::_foreach_sqrt", "", {{"self", l.v}})[0].toTensorList();
  call("aten::_foreach_div_", "Scalar", {{"self", root}, {"scalar", std::sqrt(1 - std::pow(beta2, step))}});
  call("aten::_foreach_add_", "Scalar", {{"self", root}, {"scalar", eps}});
  call("aten::_foreach_addcdiv_", "Scalar",
       {{"self", l.p}, {"tensor1", l.m}, {"tensor2", root}, {"value", -lr / (1 - std::pow(beta1, step))}});
}

void sgd_by_lists(const Lists& l, double lr, double momentum, double decay) {
  auto g = l.g;
  if (decay != 0) g = call("aten::_foreach_add", "List", {{"self", l.g}, {"other", l.p}, {"alpha", decay}})[0].toTensorList();
  if (momentum != 0) {
    call("aten::_foreach_mul_", "Scalar", {{"self", l.m}, {"scalar", momentum}});
    call("aten::_foreach_add_", "List", {{"self", l.m}, {"other", g}, {"alpha", 1.0}});
    g = l.m;
  }
  call("aten::_foreach_add_", "List", {{"self", l.p}, {"other", g}, {"alpha", -lr}});
}

}  // namespace

// Whether this libtorch has the fused operator of an optimizer (0 sgd, 1 adam, 2 adamw) that takes its learning rate from the device, as a
// step that is captured needs it.
API int32_t mo_takes_device_rate(int32_t optimizer) {
  const char* names[] = {"aten::_fused_sgd_", "aten::_fused_adam_", "aten::_fused_adamw_"};
  return guarded<int32_t>(0, [&] { return static_cast<int32_t>(find(names[optimizer], "tensor_lr").has_value()); });
}

// One step of Adam or AdamW on tensors of any device. Where `rate` and `steps` are given (float32 scalars there, the second with the number
// of this step) one fused operator reads them; else the numbers are used, by operators for lists.
API int32_t mo_adam_lists(int32_t count, Handle* p, Handle* m, Handle* v, Handle rate, Handle steps, double lr, double beta1, double beta2,
                          double eps, double weight_decay, int64_t step, int32_t decoupled) {
  return guarded<int32_t>(-1, [&] {
    c10::AutoGradMode ungraded(false);
    auto l = lists_of(count, p, m, v);
    if (l.p.empty()) return 0;
    if (!rate) return adam_by_lists(l, lr, beta1, beta2, eps, weight_decay, step, decoupled != 0), 0;
    call(decoupled ? "aten::_fused_adamw_" : "aten::_fused_adam_", "tensor_lr",
         {{"self", l.p}, {"grads", l.g}, {"exp_avgs", l.m}, {"exp_avg_sqs", l.v}, {"max_exp_avg_sqs", List()},
          {"state_steps", repeated(*steps, l.p.size())}, {"lr", *rate}, {"beta1", beta1}, {"beta2", beta2}, {"weight_decay", weight_decay},
          {"eps", eps}, {"amsgrad", false}, {"maximize", false}});
    return 0;
  });
}

// One step of SGD, likewise.
API int32_t mo_sgd_lists(int32_t count, Handle* p, Handle* momenta, Handle rate, double lr, double momentum, double weight_decay) {
  return guarded<int32_t>(-1, [&] {
    c10::AutoGradMode ungraded(false);
    auto l = lists_of(count, p, momenta, nullptr);
    if (l.p.empty()) return 0;
    if (!rate) return sgd_by_lists(l, lr, momentum, weight_decay), 0;
    call("aten::_fused_sgd_", "tensor_lr",
         {{"self", l.p}, {"grads", l.g}, {"momentum_buffer_list", l.m}, {"weight_decay", weight_decay}, {"momentum", momentum},
          {"lr", *rate}, {"dampening", 0.0}, {"nesterov", false}, {"maximize", false}, {"is_first_step", false}});
    return 0;
  });
}
