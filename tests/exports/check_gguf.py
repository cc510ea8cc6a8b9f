#!/usr/bin/env python3
"""Compares exported GGUF files with PyTorch, through llama.cpp's server: the likeliest tokens, and the logarithms of all probabilities.

    check_gguf.py FOLDER [--server llama-server]

FOLDER holds language models exported twice, as SafeTensors and as Gguf. llama.cpp's GELU is an approximation, so that logarithms differ a
little even for F32: up to 0.002 is accepted, 0.01 for F16 and 0.1 for Q8_0.
"""
import argparse
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import torch

from reference import forward, load

TOLERANCE = {0: 2e-3, 1: 1e-2, 7: 1e-1}
PROMPTS = ("First Citizen:\nWe are ", "\n", "to be or not to be, that's the question 1234 äöü ")
TOKENS = 24


def file_type(path):
    """general.file_type: a number of four bytes after its key and type."""
    data = path.read_bytes()
    at = data.index(b"general.file_type") + len(b"general.file_type") + 4
    return int.from_bytes(data[at:at + 4], "little")


class Server:
    def __init__(self, program, model):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        port = self.url.rsplit(":", 1)[1]
        # The cache of keys and values is of 16-bit floats by default.
        arguments = ["--threads", "1", "--no-warmup", "--flash-attn", "off", "--cache-type-k", "f32", "--cache-type-v", "f32"]
        self.process = subprocess.Popen([program, "--model", str(model), "--port", port, *arguments],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(300):
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}")
            try:
                urllib.request.urlopen(self.url + "/health", timeout=1)
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise SystemExit("the server is not ready after a minute")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def post(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)


def compare(server, weights, config):
    """Greatest difference of a logarithm, and how many of the tokens that the server took are PyTorch's likeliest ones."""
    worst, same, count = 0.0, 0, 0
    for prompt in PROMPTS:
        ids = server.post("/tokenize", {"content": prompt})["tokens"]
        tokens = min(TOKENS, config["input_shape"][0] - len(ids))
        answer = server.post("/completion", {"prompt": ids, "n_predict": tokens, "temperature": 0, "samplers": ["temperature"],
                                             "n_probs": config["outputs"], "cache_prompt": False, "ignore_eos": False})
        for step in answer["completion_probabilities"]:
            with torch.no_grad():
                expected = torch.log_softmax(forward(weights, config, torch.tensor([ids]))[0, -1], 0)
            found = {top["id"]: top["logprob"] for top in step["top_logprobs"]}
            if len(found) != config["outputs"]:
                raise SystemExit(f"{len(found)} probabilities of {config['outputs']}")
            worst = max(worst, max(abs(value - expected[token].item()) for token, value in found.items()))
            same += int(expected.argmax()) == step["id"]
            count += 1
            ids.append(step["id"])
    return worst, same, count


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--server", default="llama-server")
options = parser.parse_args()
bad = 0
for path in sorted(options.folder.glob("*.gguf")):
    weights, config = load(path.with_suffix(".safetensors"))
    with Server(options.server, path) as server:
        worst, same, count = compare(server, weights, config)
    within = worst <= TOLERANCE[file_type(path)]
    bad += not within
    print(f"{path.name}  difference {worst:.3g}  {same} of {count} tokens the same" + ("" if within else "  TOO LARGE"), flush=True)
sys.exit(1 if bad else 0)
