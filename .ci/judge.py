#!/usr/bin/env python3
"""judge.py VALIDATORS CASE...: outside validators over the rendered trees of golden cases.

Every finding has to contain a fragment of the case's `findings.txt` (`FRAGMENT  # reason`, a line each), and every
fragment has to be found: the list can neither hide a new finding nor outlive an old one.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

# What a finding looks like; of the other lines of a validator's output none is one.
FINDING = {
    "yaml": re.compile(r"^\S+\.yaml:"),
    "schemas": re.compile(r"^\S+\.yaml:|WARNING|ERROR|failed"),
    "links": re.compile(r"^R\d\d|^LNK\d"),
    "policy": re.compile(r"CKV_|^parsing error|^(baseline|privileged)\b"),
    "netpol": re.compile(r"^(MISSING|EXTRA)\b"),
}
# Reported through their lines, each of which is held against the list.
BY_LINES = {"links", "policy", "schemas"}


def listed(case):
    lines = (case / "findings.txt").read_text().splitlines()
    rows = [line.split("  # ", 1) for line in lines if line.strip() and not line.startswith("#")]
    for row in rows:
        assert len(row) == 2, f"{case}/findings.txt: no reason in {row}"
    return [fragment.strip() for fragment, _ in rows]


def edges(case, cluster, lines):
    """The edges between pods are those of `edges.txt`; namespaces and the digests of jobs' names left out."""
    plain = lambda line: re.sub(r"[\w-]+/(?=[a-z])", "", re.sub(r"-[a-z2-7]{13}\b", "", line))
    found = {plain(line) for line in lines if re.match(r"[\w-]+/\S+ -> [\w-]+/", line)}
    wanted = {line.strip() for line in (case / "edges.txt").read_text().splitlines() if line and line[0] != "#"}
    return [f"{cluster}: edge too many: {edge}" for edge in sorted(found - wanted)] + [
        f"{cluster}: edge missing: {edge}" for edge in sorted(wanted - found)
    ]


def judge(validators, case):
    bad, used, fragments = [], set(), listed(case)
    for cluster in sorted(path for path in (case / "rendered").iterdir() if not path.name.startswith(".")):
        for name, pattern in FINDING.items():
            env = dict(os.environ, ALLOW_CHECKS="", MAX_FAILED="100000")
            command = [str(validators / f"validate-{name}.sh"), str(cluster)]
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            lines = done.stdout.splitlines()
            found = [" ".join(line.split()) for line in lines if pattern.search(line)]
            for line in found:
                matching = {fragment for fragment in fragments if fragment in line}
                used |= matching
                if not matching:
                    bad.append(f"{cluster}: {name}: {line}")
            if done.returncode and not (found and name in BY_LINES):
                bad.append(f"{cluster}: {name} exited with {done.returncode}: {lines[-1] if lines else ''}")
            if name == "netpol":
                bad += edges(case, cluster, lines)
            figures = [line for line in lines if re.match(r"(yaml|schemas|rules|policy|pss|netpol): ", line)]
            print(f"{cluster} {name}: {'; '.join(figures)}", flush=True)
    bad += [f"{case}/findings.txt: nobody finds {fragment!r} any more" for fragment in fragments if fragment not in used]
    return bad


def main():
    validators = Path(sys.argv[1]).resolve()
    bad = [line for case in sys.argv[2:] for line in judge(validators, Path(case))]
    print("\n".join(bad) or "no finding beyond the reasoned lists")
    sys.exit(bool(bad))


main()
