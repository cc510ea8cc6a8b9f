// Dropout without state: whether an element is dropped comes from a key and its place, so that a mask is the same for any order and any thread.
#pragma once

#include <cstdint>

struct Dropout {
  double p = 0;  // share to drop, 0 to 1
  uint64_t key = 0;

  bool on() const { return p > 0; }
  // What the elements that stay are multiplied with.
  float scale() const { return p < 1 ? static_cast<float>(1 / (1 - p)) : 0; }
  // Writes 0 for the elements from `begin` to `end` that are dropped, scale() for the others; mask[0] is the element `begin`.
  void mask(float* mask, int64_t begin, int64_t end) const;
};
