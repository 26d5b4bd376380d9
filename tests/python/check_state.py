#!/usr/bin/env python3
"""Reads a saved model with an independent MessagePack library and compares it with what the library says it holds.

usage: check_state.py MODEL.oml DUMP.json

The dump is a JSON object with the same entries as the file, without format, version and checksum. Numbers that JSON does not
know are the texts NaN, Infinity and -Infinity.
"""

import json
import math
import struct
import sys

import msgpack

CHECKSUM_BYTES = 10

MASK = (1 << 64) - 1
PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)

# Numbers as little-endian bytes, by the type code of the extension.
NUMBERS = {1: "d", 2: "i", 3: "q", 4: "I"}


def numbers(code, data):
    size = struct.calcsize("<" + NUMBERS[code])
    return list(struct.unpack(f"<{len(data) // size}{NUMBERS[code]}", data))


def rotated(value, bits):
    return (value << bits | value >> 64 - bits) & MASK


def stirred(total, word):
    return rotated((total + word * PRIMES[1]) & MASK, 31) * PRIMES[0] & MASK


def xxh64(data):
    end = len(data) // 32 * 32
    if end:
        sums = [(PRIMES[0] + PRIMES[1]) & MASK, PRIMES[1], 0, -PRIMES[0] & MASK]
        for start in range(0, end, 32):
            sums = [stirred(total, word) for total, word in zip(sums, struct.unpack_from("<4Q", data, start))]
        value = sum(rotated(total, bits) for total, bits in zip(sums, (1, 7, 12, 18))) & MASK
        for total in sums:
            value = ((value ^ stirred(0, total)) * PRIMES[0] + PRIMES[3]) & MASK
    else:
        value = PRIMES[4]
    value = (value + len(data)) & MASK
    while len(data) - end >= 8:
        value = (rotated(value ^ stirred(0, struct.unpack_from("<Q", data, end)[0]), 27) * PRIMES[0] + PRIMES[3]) & MASK
        end += 8
    if len(data) - end >= 4:
        value = (rotated(value ^ struct.unpack_from("<I", data, end)[0] * PRIMES[0] & MASK, 23) * PRIMES[1] + PRIMES[2]) & MASK
        end += 4
    for byte in data[end:]:
        value = rotated(value ^ byte * PRIMES[4] & MASK, 11) * PRIMES[0] & MASK
    for shift, prime in ((33, PRIMES[1]), (29, PRIMES[2]), (32, 1)):
        value = (value ^ value >> shift) * prime & MASK
    return value


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
    if names[:2] != ["format", "version"] or model.pop("format") != "onlineml" or model.pop("version") != 3:
        sys.exit(f"the file does not begin with format and version but with {names[:2]}")
    if names[-1] != "checksum" or model.pop("checksum") != xxh64(data[:-CHECKSUM_BYTES]).to_bytes(8, "big"):
        sys.exit("the checksum is not the last entry or does not match")
    compare("model", model, expected)
    print(f"{sys.argv[1]}: {len(data)} bytes match {sys.argv[2]}")


if __name__ == "__main__":
    main()
