"""Has validators of FHIR R4 from npm look at every Bundle of the demo season, and at planted faults.

python -m tests.fhir_validator   # needs node and npm; installs into a folder of its own that goes again
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fhir_documents import demo_bundles, full_bundle
from tests.fhir_validator.definitions import differences
from tests.fhir_validator.faults import FAULTS

HERE = Path(__file__).parent


def main() -> int:
    """Return 0 when all is as it should be, also where the validators cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        print("fhir: there is no node here; the validators from npm were not asked")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "validate.mjs"):
            shutil.copy(HERE / file, folder)
        install = [npm, "install", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(install, cwd=folder, check=False).returncode:
            print("fhir: npm could not install the validators, so they were not asked")
            return 0
        wrong = [*differences(folder), *_wrong(folder)]
    print(
        "\n".join(wrong) or "fhir: every Bundle is accepted, every planted fault is seen by whom it should be"
    )
    return 1 if wrong else 0


def _wrong(folder: Path) -> list[str]:
    good = [*demo_bundles(), full_bundle()]
    said = _asked(folder, [*good, *(fault.planted(good[-1]) for fault in FAULTS.values())])
    wrong = [
        f"Bundle {n} of {len(good)} is refused: {found[:3]}"
        for n, found in enumerate(said[: len(good)])
        if found
    ]
    for (name, fault), found in zip(FAULTS.items(), said[len(good) :], strict=True):
        if fault.node is not bool(found):
            wrong.append(f"{name} should {'' if fault.node else 'not '}be seen: {found[:3]}")
    return wrong


def _asked(folder: Path, bundles: Sequence[Any]) -> list[list[str]]:
    node = shutil.which("node") or "node"
    lines = "\n".join(json.dumps(each) for each in bundles)
    script = [node, "validate.mjs"]
    done = subprocess.run(script, cwd=folder, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
