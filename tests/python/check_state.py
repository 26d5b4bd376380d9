#!/usr/bin/env python3
"""Reads a saved model with an independent MessagePack library and compares it with what the library says it holds.

usage: check_state.py MODEL.oml DUMP.json

The dump is a JSON object with the same entries as the file, without format, version and checksum. Numbers that JSON does not
know are the texts NaN, Infinity and -Infinity.
"""

import hashlib
import json
import math
import struct
import sys

import msgpack

CHECKSUM_BYTES = 34

# Numbers as little-endian bytes, by the type code of the extension.
NUMBERS = {1: "d", 2: "i", 3: "q", 4: "I"}


def numbers(code, data):
    size = struct.calcsize("<" + NUMBERS[code])
    return list(struct.unpack(f"<{len(data) // size}{NUMBERS[code]}", data))


def compare(path, found, expected):
    if isinstance(expected, dict):
        if not isinstance(found, dict) or list(found) != list(expected):
            sys.exit(f"{path}: has {found!r}, not the entries {list(expected)}")
        for name, value in expected.items():
            compare(f"{path}.{name}", found[name], value)
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            sys.exit(f"{path}: has {found!r}, not {len(expected)} items")
        for index, value in enumerate(expected):
            compare(f"{path}[{index}]", found[index], value)
    elif isinstance(found, float):
        if not (found == float(expected) or (math.isnan(found) and math.isnan(float(expected)))):
            sys.exit(f"{path}: is {found!r}, not {expected!r}")
    elif type(found) is not type(expected) or found != expected:
        sys.exit(f"{path}: is {found!r}, not {expected!r}")


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        expected = json.load(file)
    model = msgpack.unpackb(data, ext_hook=numbers)
    names = list(model)
    if names[:2] != ["format", "version"] or model.pop("format") != "onlineml" or model.pop("version") != 2:
        sys.exit(f"the file does not begin with format and version but with {names[:2]}")
    if names[-1] != "checksum" or model.pop("checksum") != hashlib.sha256(data[:-CHECKSUM_BYTES]).digest():
        sys.exit("the checksum is not the last entry or does not match")
    compare("model", model, expected)
    print(f"{sys.argv[1]}: {len(data)} bytes match {sys.argv[2]}")


if __name__ == "__main__":
    main()
