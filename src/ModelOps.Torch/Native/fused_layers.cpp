// Layers of several operators as one call and one node of autograd's graph. Each function takes handles of contiguous float32 tensors on the CPU
// (tokens and targets: int64) and returns a new handle, or null with the message in mo_error().

#include "fused_layers.h"

#include <ATen/autocast_mode.h>

#include "native.h"

namespace {

bool autocast_on() {
#if TORCH_AT_LEAST(2, 4)
  return at::autocast::is_autocast_enabled(c10::DeviceType::CPU);
#else
  return at::autocast::is_cpu_enabled();
#endif
}

at::Tensor with(at::Tensor result, const NodePtr<FusedNode>& node) {
  if (node) torch::autograd::set_history(result, node);
  return result;
}

const int64_t* tokens_of(const at::Tensor& t, int64_t vocabulary, const char* what) {
  TORCH_CHECK(t.device().is_cpu() && t.scalar_type() == at::kLong && t.is_contiguous(), what, " are contiguous int64 on the CPU");
  auto data = static_cast<const int64_t*>(t.data_ptr());
  for (int64_t i = 0; i < t.numel(); i++)
    TORCH_CHECK_INDEX(data[i] >= 0 && data[i] < vocabulary, "index ", data[i], " is out of range: there are ", vocabulary);
  return data;
}

}  // namespace

// Who makes the fused layers' matrix products: 2 oneDNN, 1 the BLAS, 0 nobody, and then there are no fused layers.
API int32_t mo_fused_products() { return dnnl_sgemm ? 2 : sgemm_ ? 1 : 0; }

// 1 where fused layers take a tensor: contiguous float32 on the CPU, no autocast, and someone who makes the products.
API int32_t mo_fused_takes(Handle t) {
  return mo_fused_products() && t->device().is_cpu() && t->scalar_type() == at::kFloat && t->is_contiguous() && !autocast_on();
}

// x W^T + b, and ReLU of it where wanted; b may be null.
API Handle mo_fused_linear(Handle x, Handle w, Handle b, int32_t relu) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*x, "the input");
    require_plain(*w, "the weight");
    auto out = w->size(0), in = w->size(1), rows = x->numel() / std::max<int64_t>(1, in);
    TORCH_CHECK(x->dim() > 0 && x->size(-1) == in, "a linear layer of ", in, " inputs got ", x->size(-1));
    auto sizes = x->sizes().vec();
    sizes.back() = out;
    auto y = made(sizes);
    product('n', 't', rows, out, in, floats(*x), in, floats(*w), in, 0, floats(y), out);
    if (b || relu) {
      auto bias = b ? floats(*b) : nullptr;
      at::parallel_for(0, rows, grain_of(out), [&](int64_t begin, int64_t end) { bias_rows(floats(y) + begin * out, bias, end - begin, out, relu != 0); });
    }
    auto node = node_for<LinearNode>({x, w, b});
    if (node) {
      node->relu = relu != 0;
      node->input = SavedVariable(*x, false);
      node->weight = SavedVariable(*w, false);
    }
    y = with(y, node);
    if (node && relu) node->output = SavedVariable(y, true);
    return own(std::move(y));
  });
}

API Handle mo_fused_gelu(Handle x) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*x, "the input");
    auto node = node_for<GeluNode>({x});
    auto y = made(x->sizes());
    auto derivative = node ? made(x->sizes()) : at::Tensor();
    at::parallel_for(0, x->numel(), kGrain, [&](int64_t begin, int64_t end) {
      gelu_range(floats(*x) + begin, floats(y) + begin, node ? floats(derivative) + begin : nullptr, end - begin);
    });
    if (node) node->kept = {derivative};
    return own(with(y, node));
  });
}

// Layer norm over the last dimension; the bias may be null.
API Handle mo_fused_layer_norm(Handle x, Handle w, Handle b, double eps) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*x, "the input");
    auto n = w->numel(), rows = x->numel() / n;
    auto y = made(x->sizes()), mean = made({rows}), inverse = made({rows});
    at::parallel_for(0, rows, grain_of(n), [&](int64_t begin, int64_t end) {
      norm_rows(floats(*x) + begin * n, floats(*w), b ? floats(*b) : nullptr, floats(y) + begin * n, floats(mean) + begin, floats(inverse) + begin,
                end - begin, n, static_cast<float>(eps));
    });
    auto node = node_for<NormNode>({x, w, b});
    if (node) {
      node->input = SavedVariable(*x, false);
      node->weight = SavedVariable(*w, false);
      node->kept = {mean, inverse};
    }
    return own(with(y, node));
  });
}

// Mean cross entropy of scores [rows, classes] and targets [rows]: a scalar.
API Handle mo_fused_cross_entropy(Handle x, Handle targets) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*x, "the scores");
    auto classes = x->size(-1), rows = x->numel() / classes;
    auto wanted = tokens_of(*targets, classes, "targets");
    TORCH_CHECK(targets->numel() == rows, "there are ", rows, " rows of scores, but ", targets->numel(), " targets");
    auto node = node_for<EntropyNode>({x});
    auto gradient = node ? made(x->sizes()) : at::Tensor();
    auto losses = made({rows});
    at::parallel_for(0, rows, grain_of(classes), [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++)
        floats(losses)[i] = entropy_row(floats(*x) + i * classes, classes, wanted[i], node ? floats(gradient) + i * classes : nullptr, 1.0f / rows);
    });
    double sum = 0;
    for (int64_t i = 0; i < rows; i++) sum += floats(losses)[i];
    auto loss = made({});
    floats(loss)[0] = static_cast<float>(sum / rows);
    if (node) node->kept = {gradient};
    return own(with(loss, node));
  });
}

// Rows of a table by token, and of a second one by position: [batch, tokens, width].
API Handle mo_fused_embedding(Handle table, Handle positions, Handle ids) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*table, "the table");
    require_plain(*positions, "the positions");
    auto width = table->size(1), count = ids->numel(), tokens = ids->size(1);
    auto index = tokens_of(*ids, table->size(0), "tokens");
    TORCH_CHECK(tokens <= positions->size(0), "there are ", positions->size(0), " positions for ", tokens, " tokens");
    auto y = made({ids->size(0), tokens, width});
    at::parallel_for(0, count, grain_of(width), [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++)
        sum_rows(floats(y) + i * width, floats(*table) + index[i] * width, floats(*positions) + (i % tokens) * width, width);
    });
    auto node = node_for<EmbeddingNode>({table, positions});
    if (node) {
      node->ids = SavedVariable(*ids, false);
      node->table = table->sizes().vec();
      node->positions = positions->sizes().vec();
    }
    return own(with(y, node));
  });
}

// Causal self-attention: queries, keys and values side by side [batch, tokens, 3 * width] to [batch, tokens, width]. A share p of the weights is dropped,
// by the mask that mo_dropout_mask makes of the key for [batch, heads, tokens, tokens].
API Handle mo_fused_attention(Handle x, int64_t heads, double p, uint64_t key) {
  return guarded<Handle>(nullptr, [&] {
    require_plain(*x, "the input");
    TORCH_CHECK(x->dim() == 3 && x->size(2) % (3 * heads) == 0, "attention takes [batch, tokens, 3 * width], of a width that the heads divide");
    auto width = x->size(2) / 3;
    AttentionShape s{x->size(0), x->size(1), width, heads, width / heads};
    Dropout dropout{p, key};
    auto node = node_for<AttentionNode>({x});
    auto y = made({s.batch, s.tokens, s.width});
    auto weights = made({node ? s.batch * s.heads : at::get_num_threads(), s.tokens, s.tokens});
    auto room = AttentionShape::block * s.tokens;
    auto scratch = made({at::get_num_threads(), dropout.on() ? room : 0});
    s.each([&](int64_t i) {
      auto q = floats(*x) + s.at(i), k = q + s.width, v = k + s.width;
      auto all = floats(weights) + (node ? i : at::get_thread_num()) * s.tokens * s.tokens;
      for (int64_t from = 0; from < s.tokens; from += s.block) {
        auto to = std::min(s.tokens, from + s.block), rows = to - from;
        auto pb = all + from * s.tokens, mixed = pb;
        product('n', 't', rows, to, s.head, q + from * s.row(), s.row(), k, s.row(), 0, pb, to);
        causal_softmax(pb, rows, from + 1, to, s.scale());
        if (dropout.on()) {
          mixed = floats(scratch) + at::get_thread_num() * room;
          for (int64_t r = 0; r < rows; r++) {
            auto first = (i * s.tokens + from + r) * s.tokens;
            dropout.mask(mixed + r * to, first, first + from + r + 1);
          }
          drop_causal(pb, mixed, rows, from + 1, to);
        }
        product('n', 'n', rows, s.head, to, mixed, to, v, s.row(), 0, floats(y) + s.out(i) + from * s.width, s.width);
      }
    });
    if (node) {
      node->s = s;
      node->dropout = dropout;
      node->input = SavedVariable(*x, false);
      node->kept = {weights};
    }
    return own(with(y, node));
  });
}
