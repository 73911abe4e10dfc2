#!/usr/bin/env python3
"""apply-config-from-env.py FILE...: sets the keys of properties files to the variables that are called like them.

A key that is commented out counts, the last line of a key wins. PULSAR_PREFIX_NAME sets NAME, which is added where the
file has no such key.
"""
import os
import sys

PREFIX = "PULSAR_PREFIX_"

for path in sys.argv[1:]:
    with open(path) as file:
        lines = file.read().splitlines()
    places = {line.split("=", 1)[0].lstrip("#").strip(): at for at, line in enumerate(lines) if "=" in line}
    for name, value in sorted(os.environ.items()):
        key = name.removeprefix(PREFIX)
        if key in places:
            lines[places[key]] = f"{key}={value.strip()}"
        elif key != name:
            lines.append(f"{key}={value.strip()}")
        else:
            continue
        print(f"{path}: {key} is set")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
