"""What PyTorch computes with an exported safetensors file: the networks of ModelOps, written down once more in torch.nn.functional."""
import json
import struct

import numpy as np
import torch
import torch.nn.functional as F

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}
ACTIVATIONS = {"relu": F.relu, "gelu": F.gelu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def load(path):
    """The tensors of a safetensors file, and the text of config.json in its metadata, read."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    types = {"F32": np.float32, "I64": np.int64}
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], types[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, json.loads(metadata["modelops.config"])


def forward(weights, config, inputs):
    """Outputs for samples as the dataset has them, or for token ids."""
    network = config["network"]
    if network.get("family") == "gpt":
        return gpt(weights, network, inputs)
    x = inputs
    if config["mean"]:
        x = (x - torch.tensor(config["mean"])) / torch.tensor(config["deviation"])
    if "layers" in network and "family" not in network:
        return layers(weights, network["layers"], x)
    return {"mlp": mlp, "cnn": cnn, "resnet": resnet}[network["family"]](weights, network, x)


def linear(weights, name, x):
    return F.linear(x, weights[name + ".weight"], weights.get(name + ".bias"))


def conv(weights, name, x, stride, padding):
    return F.conv2d(x, weights[name + ".weight"], weights.get(name + ".bias"), stride, padding)


def batch_norm(weights, name, x, eps=1e-5):
    w = {part: weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")}
    return F.batch_norm(x, w["running_mean"], w["running_var"], w["weight"], w["bias"], False, 0.1, eps)


def layer_norm(weights, name, x, shape, eps=1e-5):
    return F.layer_norm(x, shape, weights[name + ".weight"], weights.get(name + ".bias"), eps)


def mlp(weights, network, x):
    x = x.flatten(1)
    step = 3 if network["dropout"] > 0 else 2
    for i in range(len(network["hidden"])):
        x = ACTIVATIONS[network["activation"]](linear(weights, str(i * step), x))
    return linear(weights, str(len(network["hidden"]) * step), x)


def cnn(weights, network, x):
    for i in range(len(network["channels"])):
        x = F.relu(conv(weights, f"conv{i + 1}", x, 1, network["padding"]))
    x = F.max_pool2d(x, 2).flatten(1)
    return linear(weights, "fc2", F.relu(linear(weights, "fc1", x)))


def residual(weights, name, x, stride, bottleneck):
    kernels = ((1, 1), (3, stride), (1, 1)) if bottleneck else ((3, stride), (3, 1))
    y = x
    for i, (kernel, step) in enumerate(kernels):
        y = F.relu(y) if i else y
        y = batch_norm(weights, f"{name}.bn{i + 1}", conv(weights, f"{name}.conv{i + 1}", y, step, kernel // 2))
    if f"{name}.downsample.0.weight" in weights:
        x = batch_norm(weights, f"{name}.downsample.1", conv(weights, f"{name}.downsample.0", x, stride, 0))
    return F.relu(x + y)


def resnet(weights, network, x):
    small = network["stem"] == "small"
    x = F.relu(batch_norm(weights, "bn1", conv(weights, "conv1", x, 1 if small else 2, 1 if small else 3)))
    x = x if small else F.max_pool2d(x, 3, 2, 1)
    for stage, count in enumerate(BLOCKS[network["depth"]]):
        for i in range(count):
            x = residual(weights, f"layer{stage + 1}.{i}", x, 2 if stage and not i else 1, network["depth"] >= 50)
    return linear(weights, "fc", x.mean((2, 3)))


def layers(weights, items, x):
    for number, item in enumerate(items):
        (kind, settings), = item.items()
        name = settings.get("name") or str(number)
        if kind == "linear":
            x = linear(weights, name, x)
        elif kind == "conv2d":
            x = conv(weights, name, x, settings["stride"], settings["padding"])
        elif kind == "batch_norm":
            x = batch_norm(weights, name, x, settings["eps"])
        elif kind == "layer_norm":
            x = layer_norm(weights, name, x, x.shape[1:], settings["eps"])
        elif kind == "max_pool2d":
            x = F.max_pool2d(x, settings["kernel"], settings["stride"], settings.get("padding", 0))
        elif kind == "avg_pool2d":
            x = F.avg_pool2d(x, settings["kernel"], settings["stride"])
        elif kind == "residual_block":
            x = residual(weights, name, x, settings["stride"], settings["bottleneck"])
        elif kind == "global_avg_pool":
            x = x.mean((2, 3))
        elif kind == "flatten":
            x = x.flatten(1)
        elif kind != "dropout":
            x = ACTIVATIONS[kind](x)
    return x


def gpt(weights, network, ids):
    width, heads = network["width"], network["heads"]
    batch, tokens = ids.shape
    x = weights["wte.weight"][ids] + weights["wpe.weight"][:tokens]
    unseen = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    for i in range(network["layers"]):
        name = f"blocks.{i}"
        q, k, v = (part.view(batch, tokens, heads, width // heads).transpose(1, 2) for part in
                   linear(weights, name + ".qkv", layer_norm(weights, name + ".ln1", x, (width,))).split(width, 2))
        shares = (q @ k.transpose(2, 3) / (width // heads) ** 0.5).masked_fill(unseen, float("-inf")).softmax(3)
        x = x + linear(weights, name + ".proj", (shares @ v).transpose(1, 2).reshape(batch, tokens, width))
        x = x + linear(weights, name + ".down", F.gelu(linear(weights, name + ".up", layer_norm(weights, name + ".ln2", x, (width,)))))
    return F.linear(layer_norm(weights, "ln", x, (width,)), weights["wte.weight"])
