#!/bin/sh
# Finds a libtorch with headers and says how to compile against it.
#
#   find-libtorch.sh FOLDER
#
# Looks at $LIBTORCH, then for a PyTorch that python3 can import, then for the distribution's libtorch-dev. Writes
# FOLDER/libtorch.rsp (options for g++) and FOLDER/libtorch.info (a line with the version, one with the library), each only where its content
# changes, so that a build tool sees when nothing did. Exit codes: 0 found; 3 no libtorch with headers (both files are
# removed); 4 $LIBTORCH is set and holds none; 5 no compiler.
set -eu
folder=$1
mkdir -p "$folder"

write() { # write FILE: standard input becomes its content, unless it already is
    cat > "$1.new"
    if cmp -s "$1.new" "$1" 2>/dev/null; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

library_in() { # library_in DIRECTORY: the file of libtorch_cpu there
    for name in libtorch_cpu.so libtorch_cpu.dylib; do
        if [ -e "$1/$name" ]; then echo "$1/$name"; return 0; fi
    done
    return 1
}

try() { # try INCLUDE LIB
    for api in "$1/torch/csrc/api/include" "$1"; do
        for header in "$api/torch/version.h" "$1/torch/headeronly/version.h"; do
            if [ -f "$header" ] && [ -f "$1/ATen/core/dispatch/Dispatcher.h" ] && grep -q 'define TORCH_VERSION_MAJOR' "$header"; then
                library=$(library_in "$2") || continue
                include=$1 lib=$2 apidir=$api versionfile=$header
                return 0
            fi
        done
    done
    return 1
}

python_torch() { # python_torch INTERPRETER: the folder of the torch package that it would import
    command -v "$1" >/dev/null 2>&1 || return 1
    "$1" -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null
}

find_libtorch() {
    if [ -n "${LIBTORCH:-}" ]; then
        try "$LIBTORCH/include" "$LIBTORCH/lib" && return 0
        exit 4
    fi
    for python in python3 /usr/bin/python3; do
        package=$(python_torch "$python") || continue
        [ -n "$package" ] && try "$package/include" "$package/lib" && return 0
    done
    triplet=$(gcc -print-multiarch 2>/dev/null || true)
    for prefix in /usr /usr/local /opt/libtorch; do
        for sub in ${triplet:+"lib/$triplet"} lib64 lib; do
            try "$prefix/include" "$prefix/$sub" && return 0
        done
    done
    return 1
}

command -v "${CXX:-g++}" >/dev/null 2>&1 || exit 5
if ! find_libtorch; then
    rm -f "$folder/libtorch.rsp" "$folder/libtorch.info"
    exit 3
fi

number() { sed -n "s/.*define TORCH_VERSION_$1 \([0-9]*\).*/\1/p" "$versionfile" | head -n 1; }
major=$(number MAJOR) minor=$(number MINOR) patch=$(number PATCH)
lib=$(cd "$lib" && pwd)
library=$(readlink -f "$library")

standard=c++17
if [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 9 ]; }; then standard=c++20; fi

# Wheels before 2.6 were built with the old ABI of std::string; the name of a function that takes one tells.
abi=1
c10=$(dirname "$library")/$(basename "$library" | sed 's/libtorch_cpu/libc10/')
if grep -aq '_ZN3c105ErrorC1ENS_14SourceLocationESs' "$c10" 2>/dev/null; then abi=0; fi

# CUDA graphs need the headers of the CUDA runtime, which PyTorch's own packages bring too; without them there are none.
cuda_headers() {
    for folder in "${CUDA_HOME:-}" "${CUDA_PATH:-}" /usr/local/cuda "$lib/../../nvidia/cuda_runtime" "$lib"/../../nvidia/cu[0-9]*; do
        if [ -n "$folder" ] && [ -f "$folder/include/cuda_runtime_api.h" ]; then (cd "$folder/include" && pwd); return 0; fi
    done
    [ -f /usr/include/cuda_runtime_api.h ] && echo /usr/include
}
cuda=
if [ -e "$lib/libtorch_cuda.so" ] && [ -f "$include/ATen/cuda/CUDAGraph.h" ]; then cuda=$(cuda_headers) || cuda=; fi

{
    echo "-std=$standard"
    echo "-D_GLIBCXX_USE_CXX11_ABI=$abi"
    # Not the compiler's own folder: given again, the standard headers would no longer find the C ones.
    if [ "$include" != /usr/include ]; then echo "-isystem \"$include\""; fi
    echo "-isystem \"$apidir\""
    echo "-L\"$lib\""
    if [ -n "$cuda" ]; then
        echo "-DMODELOPS_CUDA"
        if [ "$cuda" != /usr/include ]; then echo "-isystem \"$cuda\""; fi
        echo "-ltorch_cuda"
        echo "-lc10_cuda"
    fi
    echo "-Wl,-rpath,\"$(dirname "$library")\""
} | write "$folder/libtorch.rsp"
{
    echo "$major.$minor.$patch"
    echo "$library"
} | write "$folder/libtorch.info"
