#!/usr/bin/env python3
"""Says what Pillow decodes a PNG to: size, mode, and SHA-256 of the pixels. PngTests compares with what was kept of it.

usage: check_png.py chart.png >chart.png.txt
"""
import hashlib
import sys

from PIL import Image

with Image.open(sys.argv[1]) as image:
    image.load()
    print(image.width, image.height, image.mode)
    print(hashlib.sha256(image.tobytes()).hexdigest())
