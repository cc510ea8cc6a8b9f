#!/usr/bin/env python3
"""Compares exported ONNX files with PyTorch: same inputs, same numbers within 1e-4.

    check_onnx.py FOLDER              both steps below
    check_onnx.py --reference FOLDER  needs PyTorch: writes NAME.npz, inputs and PyTorch's outputs, for every NAME.safetensors
    check_onnx.py --compare FOLDER    needs onnx and onnxruntime: checks every NAME.onnx and compares it with NAME.npz

FOLDER holds models exported twice, as SafeTensors and as Onnx. The steps may run on different machines.
"""
import argparse
import json
import pathlib
import sys

import numpy as np

TOLERANCE = 1e-4
BATCHES = (1, 5)


def reference(folder):
    import torch
    from reference import forward, load
    for path in sorted(folder.glob("*.safetensors")):
        weights, config = load(path)
        generator, arrays = np.random.default_rng(0), {}
        for batch in BATCHES:
            inputs = draw(generator, config, batch)
            with torch.no_grad():
                outputs = forward(weights, config, torch.from_numpy(inputs))
            arrays[f"input{batch}"], arrays[f"output{batch}"] = inputs, outputs.numpy()
        np.savez(path.with_suffix(".npz"), **arrays)


def draw(generator, config, batch):
    """Samples around the training data's mean; of a language model token ids, of another length in each batch."""
    shape = config["input_shape"]
    if config["task"] == "language":
        return generator.integers(0, config["outputs"], (batch, shape[0] if batch > 1 else shape[0] // 2 + 1), np.int64)
    values = generator.standard_normal([batch, *shape]).astype(np.float32)
    if config["mean"]:
        values = values * np.array(config["deviation"], np.float32) + np.array(config["mean"], np.float32)
    return values.astype(np.float32)


def compare(folder):
    import onnx
    import onnxruntime
    bad = 0
    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(onnx.load(str(path)), full_check=True)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        config = json.loads(session.get_modelmeta().custom_metadata_map["modelops.config"])
        expected = np.load(path.with_suffix(".npz"))
        worst, largest = 0.0, 0.0
        for batch in BATCHES:
            outputs, = session.run(None, {session.get_inputs()[0].name: expected[f"input{batch}"]})
            if outputs.shape != expected[f"output{batch}"].shape:
                raise SystemExit(f"{path.name}: shape {outputs.shape} instead of {expected[f'output{batch}'].shape}")
            worst = max(worst, float(np.abs(outputs - expected[f"output{batch}"]).max()))
            largest = max(largest, float(np.abs(outputs).max()))
        within = worst <= TOLERANCE * max(1, largest)
        bad += not within
        family = config["network"].get("family", "layers")
        print(f"{path.name}  {family}  largest {largest:.4g}  difference {worst:.3g}"
              + ("" if within else "  TOO LARGE"), flush=True)
    return bad


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--reference", action="store_true")
parser.add_argument("--compare", action="store_true")
options = parser.parse_args()
if options.reference or not options.compare:
    reference(options.folder)
if options.compare or not options.reference:
    sys.exit(1 if compare(options.folder) else 0)
