"""The reference library: condition list, show, search and lint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.conditions import SECTIONS, cited
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.vocabulary import LinkType, Region, Tier
from trainer_tui.domain.wording import EMERGENCY_SIGNS

Entry = Mapping[str, Any]
WIDEST = 60
"""Characters of the text by which a condition was found."""


def show_list(context: Context) -> None:
    """Write every condition once, head to foot."""
    found = [(group.region, entry) for group in context.library.reference.groups() for entry in group.entries]
    if context.json:
        output.data(
            [
                {
                    "id": entry.id,
                    "name": entry.name,
                    "aliases": list(entry.aliases),
                    "regions": [region.value for region in entry.regions],
                }
                for _, entry in found
            ]
        )
    else:
        output.table(
            ("Region", "Name", "Id"), ((region.words, entry.name, entry.id) for region, entry in found)
        )


def search(context: Context) -> None:
    """Write the conditions that fit, or other spellings to try."""
    reference, query = context.library.reference, " ".join(context.given.text)
    result = reference.look_up(query)
    rows = [(hit, reference.passage(hit, query)) for hit in result.hits]
    if context.json:
        output.data(
            [
                {
                    "id": hit.id,
                    "name": hit.name,
                    "field": hit.field.name.lower(),
                    "why": found.text if found else "",
                    "page": hit.has_page,
                    "place": found.place if found else "",
                    "spelling": hit.spelling,
                }
                for hit, found in rows
            ]
        )
    else:
        output.table(
            ("Name", "Found by", "Id"),
            ((hit.name, _short(found.text) if found else "", hit.id) for hit, found in rows),
        )
    if result.substitution:
        output.say(f"{result.substitution}.")
    elif not rows:
        output.say(f"Nothing fits “{query}”.")


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def lint(context: Context) -> int:
    """Write what is wrong in content files."""
    paths = [Path(path).expanduser() for path in context.given.paths]
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise BadInput(f"There is no file or folder {missing} to check.")
    found = context.library.reference.lint(paths)
    if context.json:
        output.data(
            [
                {"id": str(number), "file": f.file, "line": f.line, "place": f.place, "problem": f.problem}
                for number, f in enumerate(found, start=1)
            ]
        )
    else:
        for finding in found:
            output.line(finding.sentence)
    if not found:
        return 0
    output.say(f"{len(found)} {'place needs' if len(found) == 1 else 'places need'} correction.")
    return BadInput.exit_code


def show(context: Context) -> None:
    """Write one condition with its sources; raises NotFound with what is near."""
    reference = context.library.reference
    if context.given.id not in reference.catalogue.named:
        reference.page(context.given.id)
    document = reference.to_json(context.given.id)
    if context.json:
        output.data(document)
    else:
        output.lines("\n".join(_page(document)))


def _page(document: Entry) -> Iterator[str]:
    yield document["name"]
    yield ", ".join(Region(region).words for region in document["regions"])
    if "review" in document:
        yield document["review"]["statement"]
    else:
        yield "Not yet in this library."
        yield f"{Tier(document['tier']).words}: {document['red_flag']} {_cited(document['sources'])}"
    for section, heading in SECTIONS.items():
        if document.get(section):
            yield ""
            yield heading.upper()
            if section == "emergency_signs":
                yield f"{EMERGENCY_SIGNS}."
            for entry in document[section]:
                yield from _link(entry) if section == "links" else _item(entry)
    yield ""
    yield "SOURCES"
    for source in document["bibliography"]:
        yield "  " + _source(source)


def _item(entry: Entry) -> Iterator[str]:
    lead = [entry[key] for key in ("phase", "scheme", "system", "code", "topic", "name") if entry.get(key)]
    grade = f"grade {entry['grade']}" if entry.get("grade") else ""
    label = ", ".join(str(part) for part in (*lead, grade) if part)
    yield f"- {label}: {entry['text']} {_cited(entry['sources'])}" if label else _bullet(entry)
    for urgency in entry.get("urgency", ()):
        tier = Tier(urgency["tier"])
        yield f"  {tier.symbol} {tier.words}: {urgency['text']} {_cited(urgency['sources'])}"
    for note in entry.get("notes", ()):
        yield f"  {note['label']}: {note['text']} {_cited(note['sources'])}"
    for position in entry.get("positions", ()):
        yield f"  * {position['text']} {_cited(position['sources'])}"
    if entry.get("link"):
        yield f"  See: {entry['link']}"
    if entry.get("notice"):
        yield f"  {entry['notice']}"


def _bullet(entry: Entry) -> str:
    return f"- {entry['text']} {_cited(entry['sources'])}"


def _link(entry: Entry) -> Iterator[str]:
    target = f"{entry['name']} ({entry['to']}{'' if entry['page'] else ', not yet in this library'})"
    yield f"- {LinkType(entry['type']).words}: {target}: {entry['text']} {_cited(entry['sources'])}"


def _cited(sources: Sequence[str]) -> str:
    return f"[{cited(sources)}]"


def _source(source: Entry) -> str:
    told = (source["authors"], source["title"], source["publisher"], source["year"], source["url"])
    standing = f" ({source['standing']})" if source["standing"] else ""
    return f"{source['id']}  {'. '.join(part for part in told if part)}{standing}"
