// Layers of several operators as one node of autograd's graph, for float32 on the CPU: no intermediate tensors, no copies to other layouts.
// Matrix products are calls of the oneDNN or the BLAS that libtorch itself links.
#pragma once

#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "dropout.h"
#include "layer_loops.h"

// Both weak: a libtorch that has them built in and hidden has none, and then there are no fused layers.
extern "C" void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*, const float*, const int*,
                       const float*, float*, const int*) __attribute__((weak));
extern "C" int dnnl_sgemm(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t, const float*, int64_t, float, float*, int64_t)
    __attribute__((weak));

namespace {

using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

constexpr int64_t kGrain = 16384;  // elements that are worth a thread
constexpr int64_t kChunk = 64;     // rows whose sums are kept apart, so that a sum is the same for any number of threads

at::Tensor made(at::IntArrayRef sizes) { return at::detail::empty_cpu(sizes, at::kFloat); }
float* floats(const at::Tensor& t) { return static_cast<float*>(t.data_ptr()); }

// c[m, n] = a[m, k] b[k, n] + beta c, row-major, with leading dimensions, beta 0 or 1; 't' where a matrix is stored transposed. By oneDNN where it is linked: on one
// thread its kernels took 0.9 of the time of OpenBLAS's best in the products of an mlp.
void product(char ta, char tb, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    for (int64_t i = 0; i < m && beta == 0; i++) std::memset(c + i * ldc, 0, n * sizeof(float));
    return;
  }
  if (dnnl_sgemm) {
    auto status = dnnl_sgemm(ta, tb, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    TORCH_CHECK(status == 0, "oneDNN's product of [", m, ", ", k, "] and [", k, ", ", n, "] failed with status ", status);
    return;
  }
  float one = 1;
  int mm = m, nn = n, kk = k, la = lda, lb = ldb, lc = ldc;
  sgemm_(&tb, &ta, &nn, &mm, &kk, &one, b, &lb, a, &la, &beta, c, &lc);
}

int64_t grain_of(int64_t row) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, row)); }

void require_plain(const at::Tensor& t, const char* what) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kFloat && t.is_contiguous(), "a fused layer takes contiguous float32 tensors on the CPU; ", what,
              " is not one");
}

// Nodes are kept by shared_ptr in older libtorch, by intrusive_ptr in newer.
template <typename N>
constexpr bool intrusive = std::is_base_of<c10::intrusive_ptr_target, N>::value;

template <typename N>
using NodePtr = std::conditional_t<intrusive<Node>, c10::intrusive_ptr<N>, std::shared_ptr<N>>;

template <typename N>
NodePtr<N> new_node() {
  if constexpr (intrusive<N>)
    return c10::make_intrusive<N>();
  else
    return std::shared_ptr<N>(new N(), [](N* node) { deleteNode(node); });
}

// The node itself, as what saved it wants it to unpack.
template <typename N>
auto pointer_to(N& node) {
  if constexpr (intrusive<N>)
    return node.getptr();
  else
    return node.shared_from_this();
}

struct FusedNode : Node {
  std::vector<SavedVariable*> saved;
  std::vector<at::Tensor> kept;  // buffers of no one else

  void release_variables() override {
    for (auto* s : saved) s->reset_data();
    kept.clear();
  }

 protected:
  // The gradient, contiguous; there are no second derivatives.
  at::Tensor gradient(const variable_list& grads) {
    TORCH_CHECK(!c10::GradMode::is_enabled(), name(), " has no second derivative");
    require_plain(grads[0].contiguous(), "a gradient");
    return grads[0].contiguous();
  }
};

// The node of a result, where any input needs a gradient; an input that is not there has no edge.
template <typename N>
NodePtr<N> node_for(std::initializer_list<const at::Tensor*> inputs) {
  bool needed = false;
  if (c10::GradMode::is_enabled())
    for (auto* t : inputs) needed |= t && t->requires_grad();
  if (!needed) return {};
  auto node = new_node<N>();
  for (auto* t : inputs) node->add_next_edge(t ? torch::autograd::impl::gradient_edge(*t) : torch::autograd::Edge());
  return node;
}

// Sums over chunks of rows, in their order: partial(begin, end, sums) adds to its own sums of n.
template <typename F>
at::Tensor chunked_sums(int64_t rows, int64_t n, int64_t outputs, F&& partial) {
  auto chunks = std::max<int64_t>(1, (rows + kChunk - 1) / kChunk);
  auto parts = made({chunks, outputs, n});
  auto data = floats(parts);
  at::parallel_for(0, chunks, std::max<int64_t>(1, grain_of(n) / kChunk), [&](int64_t begin, int64_t end) {
    for (auto c = begin; c < end; c++) {
      auto own = data + c * outputs * n;
      std::memset(own, 0, outputs * n * sizeof(float));
      partial(c * kChunk, std::min(rows, (c + 1) * kChunk), own);
    }
  });
  for (int64_t c = 1; c < chunks; c++) add_row(data, data + c * outputs * n, outputs * n);
  return parts;
}

at::Tensor taken(const at::Tensor& parts, int64_t index, int64_t n) {
  auto result = made({n});
  std::memcpy(floats(result), floats(parts) + index * n, n * sizeof(float));
  return result;
}

struct LinearNode : FusedNode {
  SavedVariable input, weight, output;
  bool relu = false;
  LinearNode() { saved = {&input, &weight, &output}; }

  variable_list apply(variable_list&& grads) override {
    variable_list result(3);
    if (!grads[0].defined()) return result;
    auto g = gradient(grads);
    auto x = input.unpack(), w = weight.unpack();
    auto out = w.size(0), in = w.size(1), rows = x.numel() / in;
    if (relu || task_should_compute_output(2)) {
      auto y = relu ? output.unpack(pointer_to(*this)) : at::Tensor();
      auto masked = relu ? made(g.sizes()) : g;
      bool bias = task_should_compute_output(2);
      auto sums = chunked_sums(rows, out, 1, [&](int64_t begin, int64_t end, float* own) {
        bias_gradient(floats(g) + begin * out, relu ? floats(y) + begin * out : nullptr, floats(masked) + begin * out, bias ? own : nullptr, end - begin, out);
      });
      g = masked;
      if (bias) result[2] = taken(sums, 0, out);
    }
    if (task_should_compute_output(0)) {
      result[0] = made(x.sizes());
      product('n', 'n', rows, in, out, floats(g), out, floats(w), in, 0, floats(result[0]), in);
    }
    if (task_should_compute_output(1)) {
      result[1] = made(w.sizes());
      product('t', 'n', out, in, rows, floats(g), out, floats(x), in, 0, floats(result[1]), in);
    }
    return result;
  }
};

struct GeluNode : FusedNode {
  variable_list apply(variable_list&& grads) override {
    if (!grads[0].defined()) return {at::Tensor()};
    auto g = gradient(grads);
    auto dx = made(g.sizes());
    at::parallel_for(0, g.numel(), kGrain, [&](int64_t begin, int64_t end) {
      multiply_range(floats(g) + begin, floats(kept[0]) + begin, floats(dx) + begin, end - begin);
    });
    return {dx};
  }
};

struct NormNode : FusedNode {
  SavedVariable input, weight;
  NormNode() { saved = {&input, &weight}; }

  variable_list apply(variable_list&& grads) override {
    variable_list result(3);
    if (!grads[0].defined()) return result;
    auto g = gradient(grads);
    auto x = input.unpack(), w = weight.unpack();
    auto n = w.numel(), rows = x.numel() / n;
    if (task_should_compute_output(0)) result[0] = made(x.sizes());
    bool bias = task_should_compute_output(2);
    auto sums = chunked_sums(rows, n, 2, [&](int64_t begin, int64_t end, float* own) {
      norm_gradient(floats(x) + begin * n, floats(w), floats(g) + begin * n, floats(kept[0]) + begin, floats(kept[1]) + begin,
                    result[0].defined() ? floats(result[0]) + begin * n : nullptr, own, bias ? own + n : nullptr, end - begin, n);
    });
    if (task_should_compute_output(1)) result[1] = taken(sums, 0, n);
    if (bias) result[2] = taken(sums, 1, n);
    return result;
  }
};

struct EntropyNode : FusedNode {
  variable_list apply(variable_list&& grads) override {
    if (!grads[0].defined()) return {at::Tensor()};
    auto g = gradient(grads);
    auto d = kept[0];
    if (float factor = floats(g)[0]; factor != 1) {
      auto scaled = made(d.sizes());
      for (int64_t i = 0; i < d.numel(); i++) floats(scaled)[i] = floats(d)[i] * factor;
      return {scaled};
    }
    return {d};
  }
};

struct EmbeddingNode : FusedNode {
  SavedVariable ids;
  std::vector<int64_t> table, positions;
  EmbeddingNode() { saved = {&ids}; }

  variable_list apply(variable_list&& grads) override {
    variable_list result(2);
    if (!grads[0].defined()) return result;
    auto g = gradient(grads);
    auto index = ids.unpack();
    auto width = table[1], tokens = index.size(1), count = index.numel();
    if (task_should_compute_output(0)) {
      result[0] = made(table);
      std::memset(floats(result[0]), 0, result[0].numel() * sizeof(float));
      auto at = static_cast<const int64_t*>(index.data_ptr());
      for (int64_t i = 0; i < count; i++) add_row(floats(result[0]) + at[i] * width, floats(g) + i * width, width);
    }
    if (task_should_compute_output(1)) {
      result[1] = made(positions);
      std::memset(floats(result[1]), 0, result[1].numel() * sizeof(float));
      for (int64_t b = 0; b < count / tokens; b++) add_row(floats(result[1]), floats(g) + b * tokens * width, tokens * width);
    }
    return result;
  }
};

// Causal self-attention (Vaswani et al. 2017) on [batch, tokens, 3 * width]: queries are taken in blocks, and a block's products leave out the keys
// that none of its tokens sees.
struct AttentionShape {
  int64_t batch, tokens, width, heads, head;
  static constexpr int64_t block = 64;
  float scale() const { return 1 / std::sqrt(static_cast<float>(head)); }
  int64_t row() const { return 3 * width; }
  // Where a head's queries lie in [batch, tokens, 3 * width]; its keys are `width` further on, its values twice that.
  int64_t at(int64_t i) const { return (i / heads) * tokens * row() + (i % heads) * head; }
  int64_t out(int64_t i) const { return (i / heads) * tokens * width + (i % heads) * head; }
  template <typename F>
  void each(F&& body) const {
    at::parallel_for(0, batch * heads, 1, [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++) body(i);
    });
  }
};

struct AttentionNode : FusedNode {
  SavedVariable input;
  AttentionShape s;
  Dropout dropout;  // of the weights, which keep in their sign whether they were dropped
  AttentionNode() { saved = {&input}; }

  variable_list apply(variable_list&& grads) override {
    if (!grads[0].defined()) return {at::Tensor()};
    auto g = gradient(grads);
    auto x = input.unpack();
    auto dx = made(x.sizes());
    auto weights = kept[0];
    auto room = AttentionShape::block * s.tokens;
    auto scratch = made({at::get_num_threads(), 2, room});
    s.each([&](int64_t i) {
      auto q = floats(x) + s.at(i), k = q + s.width, v = k + s.width, dq = floats(dx) + s.at(i), dk = dq + s.width, dv = dk + s.width;
      auto p = floats(weights) + i * s.tokens * s.tokens, go = floats(g) + s.out(i), d = floats(scratch) + at::get_thread_num() * 2 * room;
      float beta = 0;  // the last block sees all keys, and is the first
      for (auto from = (s.tokens - 1) / s.block * s.block; from >= 0; from -= s.block, beta = 1) {
        auto to = std::min(s.tokens, from + s.block), rows = to - from;
        auto pb = p + from * s.tokens, gb = go + from * s.width, qb = q + from * s.row();
        auto mixed = dropout.on() ? d + room : pb;
        if (dropout.on()) kept_weights(pb, mixed, rows * to, dropout.scale());
        product('t', 'n', to, s.head, rows, mixed, to, gb, s.width, beta, dv, s.row());
        product('n', 't', rows, to, s.head, gb, s.width, v, s.row(), 0, d, to);
        softmax_gradient(pb, d, rows, to, s.scale(), dropout.on() ? dropout.scale() : 1);
        product('n', 'n', rows, s.head, to, d, to, k, s.row(), 0, dq + from * s.row(), s.row());
        product('t', 'n', to, s.head, rows, d, to, qb, s.row(), beta, dk, s.row());
      }
    });
    return {dx};
  }
};

}  // namespace
