"""Writes the tables of src/OnlineMl/FeatureExtraction/Unicode: what texts become without accents, and in small letters.

Rule: decompositions.txt has every code point that is not a Hangul syllable and whose compatibility decomposition (NFKD) without
nonspacing marks (category Mn) is another text than itself; lowercase.txt every code point whose small form is one other code point.
A line is a run of code points, FIRST, FIRST-LAST or FIRST-LAST/2 for every second one, and the code points of the result; with a +
in between the result of each next code point of the run is as much further, without it is the same. All numbers are hexadecimal.

Usage: python3 unicode_tables.py FOLDER
"""
import pathlib
import sys
import unicodedata


def stripped(character):
    decomposed = unicodedata.normalize("NFKD", character)
    return tuple(ord(c) for c in decomposed if unicodedata.category(c) != "Mn")


def small(character):
    lower = character.lower()
    return (ord(lower),) if len(lower) == 1 else (ord(character),)


def entries(rule):
    for point in range(0x80, 0x110000):
        if 0xD800 <= point <= 0xDFFF or 0xAC00 <= point <= 0xD7A3 or unicodedata.category(chr(point)) == "Mn":
            continue
        result = rule(chr(point))
        if result != (point,):
            yield point, result


def runs(pairs):
    pairs = list(pairs)
    i = 0
    while i < len(pairs):
        best = (1, 1, "=")
        for sign in "=+":
            for step in (1, 2):
                length = 1
                while i + length < len(pairs):
                    point, result = pairs[i + length]
                    first, value = pairs[i]
                    expected = value if sign == "=" else (value[0] + length * step,) if len(value) == 1 else None
                    if point != first + length * step or result != expected:
                        break
                    length += 1
                if length > best[0]:
                    best = (length, step, sign)
        length, step, sign = best
        yield pairs[i][0], pairs[i + length - 1][0], step, sign, pairs[i][1]
        i += length


def write(path, pairs):
    lines = []
    for first, last, step, sign, result in runs(pairs):
        span = f"{first:x}" + (f"-{last:x}" if last > first else "") + ("/2" if step == 2 else "") + ("+" if sign == "+" else "")
        lines.append(" ".join([span, *(f"{point:x}" for point in result)]))
    path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    print(path, len(lines), path.stat().st_size)


folder = pathlib.Path(sys.argv[1])
write(folder / "decompositions.txt", entries(stripped))
write(folder / "lowercase.txt", entries(small))
