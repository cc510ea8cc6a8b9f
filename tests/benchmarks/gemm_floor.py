#!/usr/bin/env python3
"""The least that a step of the mlp can take: its matrix products alone, by the BLAS and the oneDNN that libtorch uses, beside whole steps in the same run.

  tests/benchmarks/gemm_floor.py --rounds 9

A step of 784-512-512-10 at batch 64 has three products forward, three for the gradients of the weights and two for those of the inputs, 205 million
multiplications and additions. They are called on buffers of their own, in the order of a step, with nothing between them, in the environment of
workers and in the one that is found; PyTorch and ModelOps take turns with them. A time is the tenth percentile of a run's steps, those that other
programs disturb least, and the median over the rounds.
On Debian: apt-get install python3-torch libopenblas0-openmp.
"""
import argparse
import ctypes
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
MODELOPS = HERE.parent.parent / "bin" / "modelops"
BATCH, SIZES = 64, (784, 512, 512, 10)
LIBRARIES = {"BLAS": "libblas.so.3", "oneDNN": "libdnnl.so.2"}


def products():
    """(transpose a, transpose b, m, n, k), row-major: forward, then backward from the last layer to the first."""
    layers = list(zip(SIZES, SIZES[1:]))
    for i, o in layers:
        yield "n", "t", BATCH, o, i
    for index, (i, o) in reversed(list(enumerate(layers))):
        if index > 0:
            yield "n", "n", BATCH, i, o
        yield "t", "n", o, i, BATCH


def calls(library):
    """The products as calls without arguments, of oneDNN or the BLAS."""
    long, one, zero = ctypes.c_int64, ctypes.c_float(1), ctypes.c_float(0)
    loaded = ctypes.CDLL(LIBRARIES[library])
    for ta, tb, m, n, k in products():
        def buffer(length):
            return (ctypes.c_float * length)(*(((j * 2654435761) % 1000) / 1000 - 0.5 for j in range(length)))
        a, b, c = buffer(m * k), buffer(k * n), (ctypes.c_float * (m * n))()
        lda, ldb = k if ta == "n" else m, n if tb == "n" else k
        if library == "oneDNN":
            call, arguments = loaded.dnnl_sgemm, [ta.encode(), tb.encode(), long(m), long(n), long(k), one, a, long(lda), b, long(ldb), zero, c, long(n)]
            arguments = [ctypes.c_char(x) if isinstance(x, bytes) else x for x in arguments]
        else:  # column-major: a row-major product is the one of the operands exchanged
            def integer(value):
                return ctypes.byref(ctypes.c_int(value))
            call, arguments = loaded.sgemm_, [tb.encode(), ta.encode(), integer(n), integer(m), integer(k), ctypes.byref(one), b, integer(ldb), a,
                                              integer(lda), ctypes.byref(zero), c, integer(n)]
        yield lambda f=call, x=tuple(arguments): f(*x)


def floor(library, steps):
    every = list(calls(library))
    times = []
    for step in range(steps + 20):
        start = time.perf_counter()
        for call in every:
            call()
        if step >= 20:
            times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(dict(p10_step_ms=sorted(times)[steps // 10])))


def run(command, env):
    done = subprocess.run([str(c) for c in command], capture_output=True, env=env, text=True)
    if done.returncode:
        sys.exit(f"failed with exit code {done.returncode}: {' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--rounds", type=int, default=9)
    p.add_argument("--steps", type=int, default=200)
    p.add_argument("--program", default=MODELOPS)
    p.add_argument("--python", default="/usr/bin/python3", help="a Python that imports torch")
    p.add_argument("--floor", choices=LIBRARIES, help="the products only, in this process")
    a = p.parse_args()
    if a.floor:
        return floor(a.floor, a.steps)
    one = {v: "1" for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    found = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "GOMP_SPINCOUNT") and not k.startswith("MALLOC_")}
    ours = {**found, **run([a.program, "bench", "environment", "--threads", "1", "--json"], found)}

    def products_alone(library, environment):
        return run([sys.executable, __file__, "--floor", library, "--steps", a.steps], {**environment, **one})

    common = ["--network", "mlp", "--optimizer", "sgd", "--threads", "1", "--steps", a.steps]
    sides = {
        "PyTorch as found": lambda: run([a.python, HERE / "torch_steps.py", *common], found),
        "PyTorch, our environment": lambda: run([a.python, HERE / "torch_steps.py", *common], ours),
        "ModelOps": lambda: run([a.program, "bench", "step", *common], found),
        "products alone by the BLAS, as found": lambda: products_alone("BLAS", found),
        "products alone by the BLAS, our environment": lambda: products_alone("BLAS", ours),
        "products alone by oneDNN": lambda: products_alone("oneDNN", found),
    }
    rows = [{name: side()["p10_step_ms"] for name, side in sides.items()} for _ in range(a.rounds)]
    print("| what | ms | to PyTorch as found |\n|---|---|---|")
    for name in sides:
        ratio = statistics.median(r[name] / r["PyTorch as found"] for r in rows)
        print(f"| {name} | {statistics.median(r[name] for r in rows):.2f} | {ratio:.2f} |")


main()
