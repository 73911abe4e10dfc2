#!/usr/bin/env python3
"""Times `boxc build`, `boxc check` and their peers over one workload, interleaved.

usage: race.py BENCH WORK [--boxes N] [--runs R] [--boxc PATH] PEER...

BENCH is the folder of the peers' race (gen.py, peers.sh, workload.py); WORK is made anew, best in memory. A PEER is one of
peers.sh, `boxc` (everything anew), `boxc-again` (the tree is there and right) or `boxc-check` (nothing is written). Each round runs every peer once. Wall is
the clock's, CPU is user and system of all processes, the peak that of the largest one; all are medians but the peak.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys

SERVICES = 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("work")
    parser.add_argument("--boxes", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--boxc", default="boxc")
    parser.add_argument("peers", nargs="+")
    return parser.parse_args()


def documents(path):
    """How many YAML documents the files of a folder hold, and their bytes."""
    count = size = 0
    for folder, _, names in os.walk(path):
        for file in (os.path.join(folder, name) for name in names if "/.index" not in folder):
            size += os.path.getsize(file)
            with open(file) as text:
                count += sum(line.startswith("kind:") for line in text)
    return count, size


def main():
    asked = arguments()
    sys.path.insert(0, asked.bench)
    import measure
    import project
    import workload

    shutil.rmtree(asked.work, ignore_errors=True)
    services = workload.services(SERVICES)
    boxes = [workload.box(number, SERVICES) for number in range(asked.boxes)]
    mine = os.path.join(asked.work, "boxc")
    project.write(mine, services, boxes)
    theirs = os.path.join(asked.work, "peers")
    generate = [os.path.join(asked.bench, "gen.py"), "--boxes", str(asked.boxes), "--services", str(SERVICES)]
    subprocess.run([sys.executable, *generate, "--out", theirs], check=True)

    reference = sum(len(workload.render(box, services)) for box in boxes)
    results, rendered = {peer: [] for peer in asked.peers}, {}
    for _ in range(asked.runs):
        for peer in asked.peers:
            out = os.path.join(mine, "rendered") if peer.startswith("boxc") else os.path.join(asked.work, "out")
            if peer.startswith("boxc"):
                command = [asked.boxc, "check" if peer == "boxc-check" else "build", "-C", mine]
                if peer == "boxc-again":
                    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            else:
                command = ["sh", os.path.join(asked.bench, "peers.sh"), peer, theirs, out]
            if peer != "boxc-again":
                shutil.rmtree(out, ignore_errors=True)
            status, *figures = measure.run(command)
            if status:
                sys.exit(f"{peer}: exit {status}")
            results[peer].append(figures)
            rendered.setdefault(peer, documents(out))
            shutil.rmtree(out, ignore_errors=True)

    print(f"{asked.boxes} boxes of {SERVICES} services, {asked.runs} runs\n")
    print("| | objects | MB | wall s | CPU s | peak MB |\n|---|---|---|---|---|---|")
    for peer, runs in results.items():
        wall, cpu = (statistics.median(run[at] for run in runs) for at in (0, 1))
        peak, (count, size) = max(run[2] for run in runs) / 1024, rendered[peer]
        # What peers write is held to the reference by the race's own compare.py, whatever its form.
        count = count if peer.startswith("boxc") else reference
        print(f"| {peer} | {count:,} | {size / 1e6:.1f} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |")


main()
