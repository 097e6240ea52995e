"""What the status lists of a large region cost to build and to fetch, and what one verdict without a backend takes.

`make bench WHAT=statuslists`, or `python -m bench.statuslists --check` to fail when a budget is missed. The lists are
built by the builder that the schedule calls, from generated codes; the table and the bucket are in memory, the key is
a local one. Sizes are the same in every run but for a few bytes of signatures' times; of times only the ratios mean
anything.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bench.findings import told
from bench.list_builds import FORMS, Build, ListRegion, entropy_bound
from bench.verdicts import microseconds
from shared.statuslist.model import LISTS
from shared.statuslist.rules import PERIOD

RED = 0.001
"""The share of codes that is red."""
SIZE_BUDGET = 500_000
"""Bytes of all lists and the contents, as a gate without any fetches them, in the smaller form."""
BUILD_BUDGET = 60.0
"""Seconds of processor time."""
VERDICT_BUDGET = 1.5
"""A verdict, in bare verifications of one ES256 signature."""
CERTIFICATE_BUDGET = 2.0
"""Verifying the example of the NZ COVID Pass, in verdicts."""
_HOUR = timedelta(hours=1) // PERIOD
_VERSIONS = ("cryptography", "cbor2", "cwt")


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run found."""

    codes: int
    red: int
    first: Build
    wrong: int
    """Places where the lists that were read back say something else than the generated codes are."""
    hour: Sequence[Build]
    hour_delta: int
    """Bytes of a delta over the whole hour."""
    hour_lists: int
    """Bytes of the lists that are others after the hour, and of the contents."""
    wave: Build
    """As many codes again turned red at once."""
    best_us: Mapping[str, float]

    def size(self, form: str) -> int:
        """The bytes of all lists in a form, and of the contents."""
        return sum(self.first.sizes[form].values()) + self.first.contents

    @property
    def verdict_ratio(self) -> float:
        """A verdict in bare verifications."""
        return self.best_us["verdict"] / self.best_us["bare"]

    @property
    def certificate_ratio(self) -> float:
        """The example of the NZ COVID Pass in verdicts."""
        return self.best_us["nz"] / self.best_us["verdict"]

    def faults(self) -> Iterator[str]:
        """Every budget that is missed, and every place that is wrong."""
        if self.wrong:
            yield f"the lists are wrong in {self.wrong} places"
        if (lists := len(self.first.sizes["cwt"])) != LISTS:
            yield f"the first build put {lists} lists, not {LISTS}"
        if (size := min(map(self.size, FORMS))) > SIZE_BUDGET:
            yield f"all lists are {size} bytes; their budget is {SIZE_BUDGET}"
        if self.first.seconds > BUILD_BUDGET:
            yield f"the first build took {self.first.seconds:.1f} s; its budget is {BUILD_BUDGET:.0f} s"
        if self.verdict_ratio > VERDICT_BUDGET:
            yield f"a verdict is {self.verdict_ratio:.2f} bare verifications; its budget is {VERDICT_BUDGET}"
        if self.certificate_ratio < CERTIFICATE_BUDGET:
            yield f"the NZ COVID Pass is {self.certificate_ratio:.2f} verdicts; its budget is {CERTIFICATE_BUDGET}"

    def report(self) -> str:
        """What was found, for people."""
        one = sorted(self.first.sizes["cwt"].values())
        each = [sum(build.sizes["cwt"].values()) + build.contents for build in self.hour]
        eu, bare, verdict = self.best_us["eu"], self.best_us["bare"], self.best_us["verdict"]
        lines = (
            (
                "codes",
                f"{self.codes:,}, of which {self.red:,} red, in {LISTS} lists; wrong when read back: {self.wrong}",
            ),
            ("all lists, CWT", f"{self.size('cwt'):,} bytes with the contents (budget {SIZE_BUDGET:,})"),
            ("  one of them", f"{one[0]:,} to {one[-1]:,} bytes, median {median(one):,.0f}"),
            ("all lists, JWT", f"{self.size('jwt'):,} bytes with the contents"),
            ("fewest possible", f"{entropy_bound(self.red):,.0f} bytes, unsigned"),
            ("first build", f"{self.first.seconds:.1f} s of processor time (budget {BUILD_BUDGET:.0f})"),
            ("a build of the hour", f"{median(build.seconds for build in self.hour):.1f} s of processor time"),
            ("changes in an hour", f"{sum(build.changes for build in self.hour):,}, in {len(self.hour)} builds"),
            ("  lists of a build", f"{median(len(build.sizes['cwt']) for build in self.hour):.0f} of {LISTS}"),
            ("  fetched each time", f"{sum(each):,} bytes an hour; as deltas {sum(b.delta for b in self.hour):,}"),
            ("  fetched once", f"{self.hour_lists:,} bytes an hour; as a delta {self.hour_delta:,}"),
            (
                "twice the red at once",
                f"{sum(self.wave.sizes['cwt'].values()):,} bytes; as a delta {self.wave.delta:,}",
            ),
            ("verdict", f"{verdict:.0f} us, a bare ES256 verification {bare:.0f} us"),
            ("  ratio", f"{self.verdict_ratio:.2f} (budget {VERDICT_BUDGET})"),
            (
                "NZ COVID Pass, cwt",
                f"{self.certificate_ratio:.2f} verdicts (budget: no fewer than {CERTIFICATE_BUDGET})",
            ),
            ("EU certificate, cwt", f"{eu / verdict:.2f} verdicts"),
        )
        return "\n".join(f"{name:<22} {value}" for name, value in lines)


def measure(codes: int, rounds: int) -> Measured:
    """Build the lists of so many codes, let an hour pass and a wave come, and time a verdict in so many rounds."""
    red = round(codes * RED)
    region = ListRegion(red)
    first = region.build()
    wrong = region.wrong()
    best_us = microseconds(region, rounds)
    at_first = region.now
    before = region.contents().lists
    hour = [region.build() for _ in range(_HOUR)]
    over_the_hour = region.bytes_since(before)
    hour_delta = region.delta_since(at_first)
    region.reds.wave(region.now)
    wave = region.build()
    return Measured(
        codes=codes,
        red=red,
        first=first,
        wrong=wrong + region.wrong(),
        hour=hour,
        hour_delta=hour_delta,
        hour_lists=over_the_hour,
        wave=wave,
        best_us=best_us,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.statuslists", description="What the status lists cost.")
    parser.add_argument("--codes", type=int, default=130_000_000, help="issued codes (%(default)s)")
    parser.add_argument("--rounds", type=int, default=200, help="rounds of 50 verdicts each (%(default)s)")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a budget is missed")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors when this begins")
    measured = measure(arguments.codes, arguments.rounds)
    return told(measured, _VERSIONS, check=arguments.check)


if __name__ == "__main__":
    sys.exit(main())
