// The inner loops of fused layers: softmax, GELU, layer norm, cross entropy, bias and ReLU. As in cpu_loops.h every variant of the code computes
// alike: sums run over a fixed number of lanes, functions are polynomials, nothing is contracted.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "multiversion.h"

namespace {

constexpr int64_t kLanes = 16;

// e^x to 2 units in the last place, for x of at most 88: Cephes' expf (Moshier), without its branches. Below -87 it is 0.
INLINED float exp_of(float x) {
  float clamped = x < -87.0f ? -87.0f : x;
  float n = (clamped * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  float r = clamped - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  float value = p * r * r + r + 1.0f;
  auto bits = (static_cast<int32_t>(n) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return x < -87.0f ? 0.0f : value * scale;
}

// The error function as a quotient of polynomials on [-4, 4] (Eigen's generic_fast_erf_float), within 4e-7.
INLINED float erf_of(float x) {
  x = x > 4.0f ? 4.0f : x < -4.0f ? -4.0f : x;
  float s = x * x;
  float p = -2.72614225801306e-10f;
  p = p * s + 2.77068142495902e-08f;
  p = p * s - 2.10102402082508e-06f;
  p = p * s - 5.69250639462346e-05f;
  p = p * s - 7.34990630326855e-04f;
  p = p * s - 2.95459980854025e-03f;
  p = p * s - 1.60960333262415e-02f;
  float q = -1.45660718464996e-05f;
  q = q * s - 2.13374055278905e-04f;
  q = q * s - 1.68282697438203e-03f;
  q = q * s - 7.37332916720468e-03f;
  q = q * s - 1.42647390514189e-02f;
  return x * p / q;
}

template <typename F>
INLINED float summed(int64_t n, F&& term) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (int64_t l = 0; l < kLanes; l++) lanes[l] += term(i + l);
  for (int64_t l = 0; i + l < n; l++) lanes[l] += term(i + l);
  for (int64_t half = kLanes / 2; half > 0; half /= 2)
    for (int64_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

INLINED float greatest(const float* x, int64_t n) {
  float lanes[kLanes];
  for (int64_t l = 0; l < kLanes; l++) lanes[l] = x[0];
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (int64_t l = 0; l < kLanes; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
  for (; i < n; i++) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
  for (int64_t l = 1; l < kLanes; l++) lanes[0] = lanes[l] > lanes[0] ? lanes[l] : lanes[0];
  return lanes[0];
}

// Rows of scores become softmax of the first `seen` + row of them, zeros after; scores are multiplied with `scale` first.
MULTIVERSION void causal_softmax(float* scores, int64_t rows, int64_t seen, int64_t width, float scale) {
  for (int64_t r = 0; r < rows; r++, scores += width) {
    auto n = seen + r;
    auto top = greatest(scores, n) * scale;
    for (int64_t i = 0; i < n; i++) scores[i] = exp_of(scores[i] * scale - top);
    auto inverse = 1.0f / summed(n, [&](int64_t i) { return scores[i]; });
    for (int64_t i = 0; i < n; i++) scores[i] *= inverse;
    for (int64_t i = n; i < width; i++) scores[i] = 0;
  }
}

// Drops causal weights: kept, a mask of 0 and a scale, becomes weight times mask; a weight that is dropped turns its sign, by which it is known again.
MULTIVERSION void drop_causal(float* weights, float* kept, int64_t rows, int64_t seen, int64_t width) {
  for (int64_t r = 0; r < rows; r++, weights += width, kept += width) {
    auto n = seen + r;
    for (int64_t i = 0; i < n; i++) {
      auto w = weights[i], m = kept[i];
      kept[i] = w * m;
      weights[i] = m > 0 ? w : -w;
    }
    for (int64_t i = n; i < width; i++) kept[i] = 0;
  }
}

// What drop_causal left of the weights.
MULTIVERSION void kept_weights(const float* weights, float* kept, int64_t n, float scale) {
  for (int64_t i = 0; i < n; i++) kept[i] = weights[i] > 0 ? weights[i] * scale : 0;
}

// d, the gradient of the weights that were kept, becomes that of the scores: scale * |p| * (e - sum(|p| * e)), row by row, where e is d * kept, or 0
// where p's sign says that the weight was dropped. Both have rows of `width`.
MULTIVERSION void softmax_gradient(const float* p, float* d, int64_t rows, int64_t width, float scale, float kept) {
  for (int64_t r = 0; r < rows; r++, p += width, d += width) {
    for (int64_t i = 0; i < width; i++) d[i] = p[i] > 0 ? d[i] * kept : 0;
    auto mean = summed(width, [&](int64_t i) { return p[i] * d[i]; });
    for (int64_t i = 0; i < width; i++) d[i] = scale * std::fabs(p[i]) * (d[i] - mean);
  }
}

// y = x * Phi(x), and its derivative where it is wanted (Hendrycks, Gimpel 2016).
MULTIVERSION void gelu_range(const float* x, float* y, float* derivative, int64_t n) {
  constexpr float half_root = 0.70710678118654752f, density = 0.39894228040143268f;
  if (derivative) {
    for (int64_t i = 0; i < n; i++) {
      float phi = 0.5f + 0.5f * erf_of(x[i] * half_root);
      derivative[i] = phi + x[i] * density * exp_of(-0.5f * x[i] * x[i]);
      y[i] = x[i] * phi;
    }
  } else {
    for (int64_t i = 0; i < n; i++) y[i] = x[i] * (0.5f + 0.5f * erf_of(x[i] * half_root));
  }
}

MULTIVERSION void multiply_range(const float* a, const float* b, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = a[i] * b[i];
}

// Layer norm of rows (Ba, Kiros, Hinton 2016); keeps each row's mean and reciprocal deviation.
MULTIVERSION void norm_rows(const float* x, const float* w, const float* b, float* y, float* mean, float* inverse, int64_t rows, int64_t n, float eps) {
  for (int64_t r = 0; r < rows; r++, x += n, y += n) {
    float m = summed(n, [&](int64_t i) { return x[i]; }) / n;
    float v = summed(n, [&](int64_t i) { return (x[i] - m) * (x[i] - m); }) / n;
    float s = 1.0f / std::sqrt(v + eps);
    mean[r] = m;
    inverse[r] = s;
    if (b)
      for (int64_t i = 0; i < n; i++) y[i] = (x[i] - m) * s * w[i] + b[i];
    else
      for (int64_t i = 0; i < n; i++) y[i] = (x[i] - m) * s * w[i];
  }
}

// Gradients of layer norm over some rows: of the input where dx is given, of weight and bias added to dw and db.
MULTIVERSION void norm_gradient(const float* x, const float* w, const float* g, const float* mean, const float* inverse, float* dx, float* dw, float* db,
                                int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, x += n, g += n) {
    float m = mean[r], s = inverse[r];
    if (dx) {
      float a = summed(n, [&](int64_t i) { return g[i] * w[i]; }) / n;
      float c = summed(n, [&](int64_t i) { return g[i] * w[i] * ((x[i] - m) * s); }) / n;
      for (int64_t i = 0; i < n; i++) dx[i] = s * (g[i] * w[i] - a - (x[i] - m) * s * c);
      dx += n;
    }
    for (int64_t i = 0; i < n; i++) dw[i] += g[i] * ((x[i] - m) * s);
    if (db)
      for (int64_t i = 0; i < n; i++) db[i] += g[i];
  }
}

// Cross entropy of one row; d, where it is given, becomes (softmax - target) * scale.
MULTIVERSION float entropy_row(const float* x, int64_t n, int64_t target, float* d, float scale) {
  float top = greatest(x, n);
  if (!d) return std::log(summed(n, [&](int64_t i) { return exp_of(x[i] - top); })) + top - x[target];
  for (int64_t i = 0; i < n; i++) d[i] = exp_of(x[i] - top);
  float sum = summed(n, [&](int64_t i) { return d[i]; });
  float factor = scale / sum;
  for (int64_t i = 0; i < n; i++) d[i] *= factor;
  d[target] -= scale;
  return std::log(sum) + top - x[target];
}

// Adds a bias to rows, and keeps what is above 0 where `relu` says so.
MULTIVERSION void bias_rows(float* y, const float* b, int64_t rows, int64_t n, bool relu) {
  for (int64_t r = 0; r < rows; r++, y += n) {
    if (b)
      for (int64_t i = 0; i < n; i++) y[i] += b[i];
    if (relu)
      for (int64_t i = 0; i < n; i++) y[i] = y[i] > 0 ? y[i] : 0;
  }
}

// The gradient where the output is above 0, and its sum over rows added to db.
MULTIVERSION void bias_gradient(const float* g, const float* y, float* masked, float* db, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, g += n) {
    const float* d = g;
    if (y) {
      for (int64_t i = 0; i < n; i++) masked[i] = y[i] > 0 ? g[i] : 0;
      d = masked;
      masked += n;
      y += n;
    }
    if (db)
      for (int64_t i = 0; i < n; i++) db[i] += d[i];
  }
}

MULTIVERSION void add_row(float* y, const float* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] += x[i];
}

MULTIVERSION void sum_rows(float* y, const float* a, const float* b, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}

}  // namespace
