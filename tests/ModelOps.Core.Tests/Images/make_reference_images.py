"""Makes reference-images.json: small PNG and JPEG files with the SHA-256 of the pixels that Pillow decodes from them.

Needs Pillow (9 or later, with libjpeg-turbo) and cjpeg (libjpeg-turbo-progs). Run in this folder: python3 make_reference_images.py
"""
import base64, hashlib, io, json, random, struct, subprocess, zlib
from PIL import Image

random.seed(20)
entries = []


def picture(width, height, mode="RGB"):
    """Smooth colours with edges and noise, so that every part of a decoder has something to do."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            noise = random.randrange(24)
            image.putpixel((x, y), ((x * 255 // max(1, width - 1) + noise) % 256, (y * 7 + x * 3) % 256, 255 if (x // 5 + y // 3) % 2 else noise))
    return image.convert(mode)


def pixels(image):
    if image.mode.startswith("I"):
        return "L", bytes(v >> 8 for v in image.getdata())
    grey = image.mode in ("1", "L", "LA")
    mode = "L" if grey else "RGB"
    if image.mode == "LA":
        image = image.getchannel("L")
    return mode, image.convert(mode).tobytes()


def add(name, file, size=None):
    image = Image.open(io.BytesIO(file))
    image.load()
    if name.startswith("png colour 4"):
        image = image.getchannel(0)  # Pillow makes colours of grey with transparency in 16 bits
    if size:
        mode, _ = pixels(image)
        image = image.convert(mode).resize(size, Image.BILINEAR)
    mode, data = pixels(image)
    entry = {"name": name, "width": image.width, "height": image.height, "channels": 1 if mode == "L" else 3,
             "sha256": hashlib.sha256(data).hexdigest(), "file": base64.b64encode(file).decode()}
    if size:
        entry["resized"] = True
    entries.append(entry)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(row, above, distance, kind):
    out = bytearray([kind])
    for i, value in enumerate(row):
        left = row[i - distance] if i >= distance else 0
        up = above[i] if above else 0
        corner = above[i - distance] if above and i >= distance else 0
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda v: abs(guess - v))
        out.append((value - (0, left, up, (left + up) // 2, paeth)[kind]) % 256)
    return bytes(out)


def png(width, height, colour, depth, interlaced):
    """A PNG of random pixels whose rows have all five filters in turn."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    bits = samples * depth
    values = {(x, y): [random.randrange(1 << depth) for _ in range(samples)] for x in range(width) for y in range(height)}
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    raw, kind = b"", 0
    for x0, y0, dx, dy in passes:
        above = None
        if x0 >= width:
            continue
        for y in range(y0, height, dy):
            text = "".join(format(v, f"0{depth}b") for x in range(x0, width, dx) for v in values[x, y])
            text += "0" * (-len(text) % 8)
            row = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
            raw += filtered(row, above, max(1, bits // 8), kind % 5)
            above, kind = row, kind + 1
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    data = zlib.compress(raw)
    palette = chunk(b"PLTE", bytes(random.randrange(256) for _ in range(3 << depth))) if colour == 3 else b""
    parts = [data[:len(data) // 2], data[len(data) // 2:]]
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + b"".join(chunk(b"IDAT", p) for p in parts) + chunk(b"IEND", b"")


for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items():
    for depth in depths:
        for interlaced in (0, 1):
            add(f"png colour {colour} depth {depth} interlaced {interlaced}", png(13, 11, colour, depth, interlaced))
add("png one pixel interlaced", png(1, 1, 2, 8, 1))
for mode in ("1", "L", "P", "RGB", "RGBA", "LA"):
    stream = io.BytesIO()
    picture(17, 9, mode).save(stream, "PNG", optimize=True)
    add(f"png by Pillow {mode}", stream.getvalue())


def cjpeg(image, *options):
    stream = io.BytesIO()
    image.save(stream, "PPM")
    return subprocess.run(["cjpeg", *options], input=stream.getvalue(), capture_output=True, check=True).stdout


odd, small, grey = picture(37, 29), picture(3, 2), picture(21, 19, "L")
for sampling in ("1x1", "2x1", "2x2", "1x2", "4x1", "4x2"):
    for kind in ((), ("-progressive",), ("-restart", "2"), ("-restart", "3B", "-progressive")):
        add(f"jpeg {sampling} {' '.join(kind)}".strip(), cjpeg(odd, "-quality", "85", "-sample", sampling, *kind))
for quality in ("5", "50", "100"):
    add(f"jpeg quality {quality}", cjpeg(odd, "-quality", quality, "-optimize"))
for kind in ((), ("-progressive",), ("-restart", "1")):
    add(f"jpeg grey {' '.join(kind)}".strip(), cjpeg(grey, "-quality", "80", *kind))
add("jpeg rgb", cjpeg(odd, "-quality", "90", "-rgb"))
add("jpeg narrow", cjpeg(small, "-quality", "90", "-sample", "2x2"))
add("jpeg one pixel", cjpeg(picture(1, 1), "-sample", "2x2"))
for subsampling in (0, 1, 2):
    for progressive in (False, True):
        stream = io.BytesIO()
        odd.save(stream, "JPEG", quality=75, subsampling=subsampling, progressive=progressive, optimize=True)
        add(f"jpeg by Pillow subsampling {subsampling} progressive {progressive}", stream.getvalue())
for subsampling in (0, 2):
    stream = io.BytesIO()
    inks = Image.merge("CMYK", [*odd.split(), odd.convert("L").transpose(Image.FLIP_LEFT_RIGHT)])
    inks.save(stream, "JPEG", quality=85, subsampling=subsampling, progressive=subsampling > 0)
    add(f"jpeg cmyk {subsampling}", stream.getvalue())
    file = bytearray(stream.getvalue())
    file[file.index(b"Adobe") + 11] = 2  # the same coefficients as YCCK
    add(f"jpeg ycck {subsampling}", bytes(file))

stream = io.BytesIO()
picture(37, 29).save(stream, "PNG")
for size in ((37, 10), (12, 29), (16, 16), (5, 7), (1, 1), (74, 58), (100, 31)):
    add(f"resize to {size[0]} by {size[1]}", stream.getvalue(), size)
stream = io.BytesIO()
picture(33, 20, "L").save(stream, "PNG")
add("resize grey to 8 by 8", stream.getvalue(), (8, 8))

with open("reference-images.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(e) for e in entries) + "\n]\n")
