"""Libraries of any size for benchmarks: the shipped one, filled up with generated pages."""

from __future__ import annotations

from pathlib import Path

from trainer_tui.paths import data_root

_REGIONS = ("knee", "shoulder", "ankle", "head", "lumbosacral", "hip_groin", "foot", "wrist")
_TEXT = """pain swelling weakness pressure landing turning tackle sprint rotation extension flexion joint
tendon bone muscle nerve season practice morning evening effort rest cold heat stiff tender early late slow"""
_WORDS = tuple(_TEXT.split())
_PAGE = """schema = 1
id = "generated-{n}"
name = "{first} {second} {n}"
aliases = ["filler {n}"]
regions = ["{region}"]
body_area = "Generated"
depth = "short"
"""
_ITEM = """
[[{section}]]
id = "item-{n}"
{more}text = "A generated statement of {section}, about {words}, of about the length that a real one has."
sources = ["B02"]
"""
_SIGN = 'name = "Sign {n}"\nfindings = ["{finding}"]\n'
_URGENCY = 'urgency = [{tier = "SAME_DAY", text = "when it is there", sources = ["EDITORIAL"]}]\n'
_FINDINGS = ("back_pain", "fever", "limb_weakness", "head_impact", "chest_pain", "night_pain", "neck_pain")


def shipped_pages() -> int:
    """Return how many pages are shipped."""
    return len(list((data_root() / "conditions").glob("*.toml")))


def write_pack(folder: Path, pages: int) -> Path:
    """Write generated pages with signs, causes and statements, and return the folder."""
    folder.mkdir(parents=True)
    for n in range(pages):
        (folder / f"generated-{n}.toml").write_text(_page(n), encoding="utf-8")
    return folder


def _page(n: int) -> str:
    first, second = (_WORDS[(n * step) % len(_WORDS)].capitalize() for step in (7, 11))
    parts = [_PAGE.format(n=n, first=first, second=second, region=_REGIONS[n % len(_REGIONS)])]
    kind = 'kind = "cause"\n'
    for section, count, more in (
        ("summary", 8, ""),
        ("causes", 3, kind),
        ("symptoms", 3, ""),
        ("anatomy", 8, ""),
    ):
        parts += [_item(section, n, i, more) for i in range(count)]
    for i in range(2):
        finding = _FINDINGS[(n + i) % len(_FINDINGS)]
        parts.append(_item("emergency_signs", n, i, _SIGN.format(n=i, finding=finding)) + _URGENCY)
    return "".join(parts)


def _item(section: str, n: int, i: int, more: str) -> str:
    words = " and ".join(_WORDS[(n + i * step) % len(_WORDS)] for step in (3, 5, 13))
    return _ITEM.format(section=section, n=i, more=more, words=words)
