"""Many generated hand-ins, end to end: a scheduler, workers and the command, each a process here.

PYTHONPATH=tests/support python tests/bench/whole_faculty.py --many 2000 --workers 2 --strikes 10

It prints the rate and the largest memory of the command, and fails where a result is missing, twice
or wrong. With strikes, workers are killed on the way.
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from faculty import TINY, Cluster, arguments, grading, hand_in, kill, once_each, written


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--strikes", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "submissions", Path(place) / "out"
        folder.mkdir()
        deserved = hand_in(folder, asked.many)
        with Cluster(Path(place) / "cluster", TINY) as cluster:
            began, strikes = time.monotonic(), 0
            cluster.keep(asked.workers)
            run = grading(TINY, *arguments(folder, out, cluster))
            while run.poll() is None:
                time.sleep(0.2)
                cluster.keep(asked.workers)
                due = (strikes + 1) * asked.many // (asked.strikes + 1)
                if strikes < asked.strikes and sum(written(out).values()) >= due:
                    kill(random.choice(cluster.workers))
                    strikes += 1
            seconds = time.monotonic() - began
            said = "".join(run.communicate())
        if run.returncode or not once_each(out, deserved):
            raise SystemExit(said)
    # of all processes that were waited for: the command is the one that grows, if one does
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"{asked.many} hand-ins, {asked.workers} workers, {strikes} killed: all once, and right")
    print(f"{60 * asked.many / seconds:.0f} a minute; the largest process had {memory:.0f} MB")


if __name__ == "__main__":
    main()
