// The inner loops of the optimizer steps and of dropout, compiled for several instruction sets in one library; the processor that runs
// them picks. No contraction (-ffp-contract=off) and one element at a time in every variant, so that results don't
// depend on which one was picked.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "multiversion.h"

namespace {

struct AdamConstants {
  double decay;         // what a parameter is multiplied with first: 1 - lr * weight_decay (AdamW), 1 (Adam)
  double l2;            // added to the gradient times the parameter: weight_decay (Adam), 0 (AdamW)
  double beta1, beta2, eps;
  double step_size;     // lr / (1 - beta1^t)
  double root;          // sqrt(1 - beta2^t)
};

struct SgdConstants {
  double lr, momentum, weight_decay;
};

// Adam and AdamW in the order of operations of torch.optim's single-tensor form (Kingma and Ba 2015, algorithm 1;
// Loshchilov and Hutter 2019, algorithm 2). Element by element: neither threads nor vector width change a result.
template <typename T>
INLINED void adam_loop(T* p, const T* g, T* m, T* v, int64_t n, const AdamConstants& c) {
  const T decay = c.decay, l2 = c.l2, b1 = c.beta1, b2 = c.beta2, rest1 = 1 - c.beta1, rest2 = 1 - c.beta2, eps = c.eps,
          size = c.step_size, root = c.root;
  for (int64_t i = 0; i < n; i++) {
    T w = p[i] * decay;
    T d = g[i] + l2 * w;
    T a = m[i] * b1 + d * rest1;
    T s = v[i] * b2 + d * d * rest2;
    m[i] = a;
    v[i] = s;
    p[i] = w - size * (a / (std::sqrt(s) / root + eps));
  }
}

template <typename T>
INLINED void sgd_loop(T* p, const T* g, T* b, int64_t n, const SgdConstants& c) {
  const T lr = c.lr, momentum = c.momentum, l2 = c.weight_decay;
  if (b) {
    for (int64_t i = 0; i < n; i++) {
      T k = b[i] * momentum + (g[i] + l2 * p[i]);
      b[i] = k;
      p[i] -= lr * k;
    }
  } else {
    for (int64_t i = 0; i < n; i++) p[i] -= lr * (g[i] + l2 * p[i]);
  }
}

MULTIVERSION void adam_range(float* p, const float* g, float* m, float* v, int64_t n, const AdamConstants& c) { adam_loop(p, g, m, v, n, c); }
MULTIVERSION void adam_range(double* p, const double* g, double* m, double* v, int64_t n, const AdamConstants& c) { adam_loop(p, g, m, v, n, c); }
MULTIVERSION void sgd_range(float* p, const float* g, float* b, int64_t n, const SgdConstants& c) { sgd_loop(p, g, b, n, c); }
MULTIVERSION void sgd_range(double* p, const double* g, double* b, int64_t n, const SgdConstants& c) { sgd_loop(p, g, b, n, c); }

// Sixteen sums side by side in every variant, added up in one order at the end.
template <typename T>
INLINED double squares_loop(const T* x, int64_t n) {
  double lanes[16] = {};
  int64_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int k = 0; k < 16; k++) {
      double value = x[i + k];
      lanes[k] += value * value;
    }
  for (int k = 0; i < n; i++, k++) {
    double value = x[i];
    lanes[k] += value * value;
  }
  double sum = 0;
  for (double lane : lanes) sum += lane;
  return sum;
}

template <typename T>
INLINED void scale_loop(T* x, int64_t n, T scale) {
  for (int64_t i = 0; i < n; i++) x[i] *= scale;
}

MULTIVERSION double squares_range(const float* x, int64_t n) { return squares_loop(x, n); }
MULTIVERSION double squares_range(const double* x, int64_t n) { return squares_loop(x, n); }
MULTIVERSION void scale_range(float* x, int64_t n, double scale) { scale_loop(x, n, static_cast<float>(scale)); }
MULTIVERSION void scale_range(double* x, int64_t n, double scale) { scale_loop(x, n, scale); }

// Wellons' lowbias32 (hash-prospector): a permutation of the 32-bit numbers in which every input bit flips every output bit with a
// probability of one half, within 0.17 of 1000.
INLINED uint32_t mixed(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

// Element i is dropped where a number made of the key and i lies below the threshold (in 2^-32): no state, any order, any thread. mask[0] is the
// element `begin`.
MULTIVERSION void mask_range(float* mask, int64_t begin, int64_t end, uint64_t threshold, float scale, uint64_t key) {
  while (begin < end) {
    auto block = begin >> 32;  // elements past 2^32 get keys of their own
    auto stop = std::min(end, (block + 1) << 32);
    auto low = static_cast<uint32_t>(key), high = mixed(static_cast<uint32_t>(key >> 32) + static_cast<uint32_t>(block));
    auto limit = static_cast<uint32_t>(std::min<uint64_t>(threshold, 0xffffffffu));
    auto first = static_cast<uint32_t>(begin);
    for (int64_t i = 0; i < stop - begin; i++) {
      auto x = mixed(mixed((first + static_cast<uint32_t>(i)) ^ low) + high);
      mask[i] = x < limit ? 0.0f : scale;
    }
    mask += stop - begin;
    begin = stop;
  }
}

}  // namespace
