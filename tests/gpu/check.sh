#!/usr/bin/env bash
# Checks ModelOps on a machine with a GPU, or on a CPU, against the PyTorch that is installed there.
#
#   tests/gpu/check.sh [--device cuda|cpu] [--python PYTHON] [--networks mlp,cnn,gpt] [--rounds N] [--steps N]
#
# Needs a built bin/host (./build.sh with TORCH_BACKEND=System; it may come from another machine of the same kind), the .NET runtime, a C++
# compiler, and a Python that imports torch. Compiles the native library against that PyTorch, takes the same steps in both, compares losses
# and weights, and prints a table of a step's time against PyTorch eager and torch.compile, taken in turns. Exit code 0 only where all agree.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
device=cuda python=python3 networks=mlp,cnn,gpt rounds=3 steps=50
while [ $# -gt 0 ]; do
    case $1 in
        --device) device=$2 ;; --python) python=$2 ;; --networks) networks=$2 ;; --rounds) rounds=$2 ;; --steps) steps=$2 ;;
        *) sed -n '2,9p' "$0"; exit 2 ;;
    esac
    shift 2
done
fail() { echo "check.sh: $*" >&2; exit 1; }
[ -x "$root/bin/host/ModelOps.Host" ] || fail "there is no bin/host/ModelOps.Host: build first, with TORCH_BACKEND=System ./build.sh build"
command -v "${CXX:-g++}" >/dev/null || fail "there is no C++ compiler"
package=$("$python" -c 'import torch, os; print(os.path.dirname(torch.__file__))') || fail "$python can't import torch"
if [ "$device" = cuda ]; then
    "$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' || fail "this PyTorch sees no GPU; --device cpu checks the rest"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$root/bin/host/." "$work/host"
[ -d "$package/include" ] && export LIBTORCH=$package
native=$root/src/ModelOps.Torch/Native
sh "$native/find-libtorch.sh" "$work" || fail "no libtorch with headers belongs to $python"
echo "Compiles the native library against libtorch $(head -n 1 "$work/libtorch.info"): $(grep -q MODELOPS_CUDA "$work/libtorch.rsp" && echo with || echo without) CUDA graphs"
"${CXX:-g++}" -O3 -fPIC -shared -fvisibility=hidden -ffp-contract=off -fno-math-errno -fno-trapping-math -fopenmp "$native"/*.cpp "@$work/libtorch.rsp" \
    -Wl,--no-as-needed,-z,now -ltorch -ltorch_cpu -lc10 -o "$work/host/libmodelops_torch.so"
program=$work/host/ModelOps.Host
export MODELOPS_HOME=$work/home MODELOPS_PROGRAM=$program

code=0
"$python" "$root/tests/gpu/check_steps.py" --program "$program" --device "$device" --networks "$networks" || code=1
"$python" "$root/tests/gpu/compare.py" --program "$program" --python "$python" --device "$device" --networks "$networks" --rounds "$rounds" --steps "$steps"
exit $code
