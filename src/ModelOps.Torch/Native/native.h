// What the files of the native library share: exported functions, handles, errors.
//
// A tensor handle is a heap-allocated at::Tensor*, which is what TorchSharp's Tensor.Handle is too. Nothing throws across the C interface: a
// function that can fail returns null or a negative number, and the calling thread's message is in mo_error(). Only headers that no code
// generator writes per operator are included, so that each file compiles in seconds and against every libtorch from 1.13 on.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <string>
#include <utility>

#define API extern "C" __attribute__((visibility("default")))
#define TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

inline thread_local std::string last_error;

// Runs the body; where it throws, keeps the message and returns `failed`.
template <typename T, typename F>
T guarded(T failed, F&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "libtorch threw something that is not an exception";
  }
  return failed;
}

using Handle = at::Tensor*;

inline Handle own(at::Tensor t) { return new at::Tensor(std::move(t)); }
