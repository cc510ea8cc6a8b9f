"""Writes GGUF files like those of real models, for `modelops bench scan`: headers with a vocabulary, weights as holes.

    python3 tests/benchmarks/write_ggufs.py FOLDER [--files 1000] [--vocabulary 32000] [--merges 0]

A file has the metadata, the tokens with scores and types, and the 201 tensor descriptions of a model of 22 blocks, as converters write them.
With gguf-py installed, `--read` times its reader on the first files, as the peer.
"""
import argparse
import os
import struct
import time


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def pair(key, kind, data):
    return text(key) + struct.pack("<I", kind) + data


def u32(key, value):
    return pair(key, 4, struct.pack("<I", value))


def string(key, value):
    return pair(key, 8, text(value))


def array(key, kind, count, data):
    return pair(key, 9, struct.pack("<IQ", kind, count) + data)


def vocabulary(count, merges):
    tokens = b"".join(text(f"\u2581w{i:x}") for i in range(count))
    pairs = [
        string("tokenizer.ggml.model", "llama"),
        array("tokenizer.ggml.tokens", 8, count, tokens),
        array("tokenizer.ggml.scores", 6, count, struct.pack(f"<{count}f", *(-float(i) for i in range(count)))),
        array("tokenizer.ggml.token_type", 5, count, struct.pack(f"<{count}i", *([1] * count))),
        u32("tokenizer.ggml.bos_token_id", 1),
        u32("tokenizer.ggml.eos_token_id", 2),
        string("tokenizer.chat_template", "{% for message in messages %}<|" + "{{ message.role }}|>{{ message.content }}" * 20 + "{% endfor %}"),
    ]
    if merges:
        pairs.append(array("tokenizer.ggml.merges", 8, merges, b"".join(text(f"w{i:x} x{i:x}") for i in range(merges))))
    return pairs


def tensors(width, hidden, blocks, vocabulary_size):
    q4k, f32 = (12, 256, 144), (0, 1, 4)
    yield "token_embd.weight", q4k, (width, vocabulary_size)
    for i in range(blocks):
        yield f"blk.{i}.attn_norm.weight", f32, (width,)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{i}.{name}.weight", q4k, (width, width)
        yield f"blk.{i}.ffn_norm.weight", f32, (width,)
        yield f"blk.{i}.ffn_gate.weight", q4k, (width, hidden)
        yield f"blk.{i}.ffn_up.weight", q4k, (width, hidden)
        yield f"blk.{i}.ffn_down.weight", q4k, (hidden, width)
    yield "output_norm.weight", f32, (width,)
    yield "output.weight", q4k, (width, vocabulary_size)


def descriptions(all_tensors):
    parts, offset = [], 0
    for name, (kind, elements, size), shape in all_tensors:
        parts.append(text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", kind, offset))
        count = 1
        for dimension in shape:
            count *= dimension
        offset += (count // elements * size + 31) // 32 * 32
    return b"".join(parts), len(parts), offset


def write(folder, files, vocabulary_size, merges):
    os.makedirs(folder, exist_ok=True)
    body, count, weights = descriptions(tensors(2048, 5632, 22, vocabulary_size))
    shared = vocabulary(vocabulary_size, merges)
    for i in range(files):
        pairs = [
            string("general.architecture", "llama"), string("general.type", "model"), string("general.name", f"Bench {i}"),
            u32("general.file_type", 15), u32("llama.block_count", 22), u32("llama.context_length", 4096),
            u32("llama.embedding_length", 2048), u32("llama.feed_forward_length", 5632), u32("llama.attention.head_count", 32),
            u32("llama.attention.head_count_kv", 4), *shared,
        ]
        header = b"GGUF" + struct.pack("<IQQ", 3, count, len(pairs)) + b"".join(pairs) + body
        with open(os.path.join(folder, f"bench-{i:04d}-Q4_K_M.gguf"), "wb") as file:
            file.write(header)
            file.truncate((len(header) + 31) // 32 * 32 + weights)


def read(folder, files):
    from gguf import GGUFReader

    paths = sorted(os.path.join(folder, name) for name in os.listdir(folder))[:files]
    begin = time.perf_counter()
    for path in paths:
        GGUFReader(path)
    print(f"gguf-py: {(time.perf_counter() - begin) / len(paths) * 1000:.0f} ms a file")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--vocabulary", type=int, default=32000)
    parser.add_argument("--merges", type=int, default=0)
    parser.add_argument("--read", type=int, default=0, metavar="N", help="time gguf-py on the first N files instead of writing")
    arguments = parser.parse_args()
    if arguments.read:
        read(arguments.folder, arguments.read)
    else:
        write(arguments.folder, arguments.files, arguments.vocabulary, arguments.merges)
