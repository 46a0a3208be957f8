"""A small invented library, written as files, for the tests of loading, checking and searching."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Table = dict[str, Any]


def statement(ident: str, text: str = "A sentence of ours.", **more: Any) -> Table:
    """Return an item with a source."""
    return {"id": ident, "text": text, "sources": ["B01"], **more}


def urgency(tier: str = "SAME_DAY") -> Table:
    """Return an urgency that rests on our own judgement."""
    return {"tier": tier, "text": "with fever", "sources": ["EDITORIAL"]}


def condition(ident: str = "knee-ache", **more: Any) -> Table:
    """Return a condition with nothing wrong in it."""
    return {
        "schema": 1,
        "id": ident,
        "name": ident.replace("-", " ").title(),
        "aliases": [],
        "regions": ["knee"],
        "body_area": "Knee",
        "depth": "short",
        "review": {"reviewed_by": "", "reviewed_on": "", "due": ""},
        "summary": [statement("what")],
        **more,
    }


KNEE = condition(
    "knee-ache",
    aliases=["jumper's pain"],
    causes=[statement("overload", "Too much jumping.", kind="cause", name="Overload")],
    emergency_signs=[
        statement("cold", "Foot cold and pale.", findings=["foot_cold"], urgency=[urgency("EMS_NOW")])
    ],
    serious=[
        statement(
            "infection", link="joint-infection", kind="associated", urgency=[urgency(), urgency("EMS_NOW")]
        )
    ],
    symptoms=[statement("stairs", "Hurts on the stairs.")],
    treatment=[statement("cool", "Cold pack for 15 minutes.", phase="Immediate")],
    medication_notes=[statement("label", "Read the label.")],
    links=[statement("next", "Order of pages.", type="next", to="hip-ache")],
    codes=[statement("main", "Pain in knee", system="ICD-10-CM", code="M25.56")],
)
HIP = condition(
    "hip-ache",
    regions=["hip_groin", "thigh"],
    links=[
        statement("knee", "Both come from jumping.", type="cause_of", to="knee-ache"),
        statement("mimic", "Feels alike.", type="mimic", to="joint-infection"),
    ],
)
NAMED = {
    "id": "joint-infection",
    "name": "Joint infection",
    "regions": ["knee"],
    "source": "B01",
    "tier": "SAME_DAY",
    "red_flag": "Hot joint with fever",
    "sources": ["B01"],
}
SOURCES = [
    {
        "id": ident,
        "authors": "A. Writer",
        "title": title,
        "year": "2020",
        "publisher": "A press",
        "url": "",
        "seen": seen,
        "quality": "A",
        "note": "",
    }
    for ident, title, seen in (
        ("B01", "On knees", "yes"),
        ("B02*", "On hips, as quoted", "secondary"),
        ("EDITORIAL", "No source", "no"),
    )
]
FINDINGS = [
    {"id": ident, "type": "bool", "prompt": prompt, "help": "Look.", "ask": "sign"}
    for ident, prompt in (
        ("foot_cold", "Foot cold and pale"),
        ("bladder_bowel_loss", "Lost control of bladder or bowel"),
        ("limb_weakness", "New weakness in an arm or leg"),
    )
]
RULES: Table = {
    "version": "1",
    "rule": [
        {
            "id": "RF-01",
            "version": 1,
            "when": "foot_cold",
            "tier": "EMS_NOW",
            "hold": "until_cleared",
            "regions": ["knee"],
            "action": "Activate EMS.",
            "why": "The leg is at risk.",
            "sources": ["B01"],
            "basis": "source",
        }
    ],
}
EXAMPLES: Table = {
    "rule": [
        {
            "id": "RF-01",
            "positive": [{"foot_cold": True}],
            "negative": [{"foot_cold": False}],
            "undecided": [{}],
        }
    ]
}
SWEEP = {"region": "knee", "page_one": ["foot_cold"], "page_two": ["limb_weakness"]}


def knee(**changes: Any) -> Table:
    """Return the knee page with other sections or keys."""
    return copy.deepcopy(KNEE) | changes


def toml(value: Any) -> str:
    """Return a value as TOML; a table at the top gives a file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(entry) for entry in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def write(path: Path, table: Mapping[str, Any]) -> Path:
    """Write a table as a TOML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in table.items()), encoding="utf-8")
    return path


def write_library(root: Path, *pages: Table) -> Path:
    """Write a library of the given pages, or of the two sample pages, and return its folder."""
    for page in pages or (KNEE, HIP):
        write(root / "conditions" / f"{page['id']}.toml", page)
    write(root / "named_conditions.toml", {"condition": [NAMED]})
    write(root / "sources.toml", {"source": SOURCES})
    write(root / "findings.toml", {"finding": FINDINGS})
    write(root / "red_flags.toml", RULES)
    write(root / "rule_examples.toml", EXAMPLES)
    write(root / "sweeps" / "knee.toml", SWEEP)
    return root
