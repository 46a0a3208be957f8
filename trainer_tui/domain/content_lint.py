"""What the reference library refuses to say: the checks every content file and every pack has to pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import PurePath

from trainer_tui.domain.conditions import EDITORIAL_SOURCE, Condition, Item, NamedCondition
from trainer_tui.domain.dates import shown
from trainer_tui.domain.search import words_of
from trainer_tui.domain.table_reader import LintFinding

_MASS = r"mg|milligrams?|grams?|mcg|[µμ]g|ug|micrograms?|ml|millilit(?:er|re)s?"
_FLOW = r"l(?:it(?:er|re)s?)?\s?(?:/|per|a)\s?min(?:ute)?|lpm"
_PIECES = r"tablets?|tabs|capsules?|pills?|puffs?"
_UNITS = r"(?:international )?units?|IU"
_SPELLED = r"one|two|three|four|five|six|eight|ten|half an?"
DRUG_QUANTITY = re.compile(
    rf"(?<![\w.])\d[\d.,]*\s?-?\s?(?:g\b|(?i:{_MASS}|{_FLOW}|{_PIECES}|{_UNITS})\b)"
    rf"|\b(?i:(?:{_SPELLED})[\s-](?:{_PIECES}))\b"
)

_LIMB = r"(?:limbs?|arms?|legs?|hands?|feet|foot)"
SOURCE_PAGE_SIGNS: Mapping[str, re.Pattern[str]] = {
    "bladder_bowel_loss": re.compile(
        r"(?:lo(?:ss|st|ses|sing) (?:of )?|no )(?:control (?:of|over) )?(?:the )?(?:bladder|bowels?)\b"
        r"|(?:bladder|bowels?) (?:(?:or|and) (?:bladder|bowels?) )?(?:control )?"
        r"(?:loss|incontinence|accidents?)"
    ),
    "limb_weakness": re.compile(
        rf"weakness (?:in|of) (?:the |an? |one |both |either )?(?:arms? (?:or|and) legs?|{_LIMB})\b"
        r"|\b(?:arm|leg|limb) weakness|\bweak (?:arms?|legs?|limbs?)\b"
    ),
    "unilateral_neuro": re.compile(
        r"(?:numb\w*|weak\w*|tingl\w*|sensations?)\b.{0,40}\bone side of (?:the |your )?body"
        r"|one sided (?:numbness|weakness|odd sensations?)"
    ),
    "balance_loss": re.compile(r"lo(?:ss|st|ses|sing) (?:of )?(?:balance|coordination)"),
    "limb_sensation_loss": re.compile(
        r"lo(?:ss|st|ses|sing) (?:of )?(?:an? )?(?:sense of )?(?:feeling|sensation)\b"
        rf"(?: in (?:an? |the |one |both |either )?{_LIMB}\b|$)"
    ),
}
"""The five "symptoms" of the source page by finding id, with what gives them away: always emergency signs."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids a content file may refer to."""

    sources: frozenset[str]
    conditions: frozenset[str]
    """Pages and named conditions."""
    findings: Mapping[str, str]
    """Finding ids with their prompts."""


def lint_condition(condition: Condition, file: str, known: Known) -> list[LintFinding]:
    """Return everything that is wrong with a page that was read without findings."""
    checks = [*_file_name(condition, file), *_review(condition), *_ids(condition)]
    checks += _citations(condition, known)
    listed = {f for item in condition.sections.get("emergency_signs", ()) for f in item.findings}
    wordings = _emergency_wordings(condition, listed, known)
    for item in condition.items():
        place = f"{item.section} {item.id}"
        found = [*_sources(item, known), *_quantities(item), *_references(condition, item, known)]
        if item.section == "symptoms":
            found += _emergency_among_symptoms(item, listed, wordings)
        checks += [(f"{place} {key}".strip(), problem) for key, problem in found]
    return [LintFinding(file, place, problem) for place, problem in checks]


def _file_name(condition: Condition, file: str) -> Iterator[tuple[str, str]]:
    if condition.id and PurePath(file).name != f"{condition.id}.toml":
        yield "id", f"{shown(condition.id)} must be the file's name; rename the file or the id."


def _review(condition: Condition) -> Iterator[tuple[str, str]]:
    if condition.review.reviewed_by and not condition.review.due:
        yield "review due", "is missing although a reviewer is named; write until when the review holds."


def _ids(condition: Condition) -> Iterator[tuple[str, str]]:
    for section, items in condition.sections.items():
        for ident, times in Counter(item.id for item in items).items():
            if times > 1:
                yield f"{section} {ident}", f"stands {times} times in {section}; an id is used once."
    links = Counter((item.extra["type"], item.link) for item in condition.sections.get("links", ()))
    for (link_type, target), times in links.items():
        if times > 1:
            yield "links", f"{link_type} to {target} is stated {times} times; once is enough."


def _citations(condition: Condition, known: Known) -> Iterator[tuple[str, str]]:
    citations = condition.sections.get("citations", ())
    numbers = {item.extra["n"] for item in citations if "n" in item.extra}
    for item in citations:
        first, source = item.extra.get("duplicate_of"), item.extra.get("source")
        if first is not None and (first not in numbers or first == item.extra.get("n")):
            yield f"citations {item.id} duplicate_of", f"there is no other citation {first}."
        if source and source not in known.sources:
            yield f"citations {item.id} source", f"{shown(source)} is not in the bibliography."


def _sources(item: Item, known: Known) -> Iterator[tuple[str, str]]:
    for source in item.all_sources():
        if source not in known.sources and source != EDITORIAL_SOURCE:
            yield "sources", f"{shown(source)} is not in the bibliography; add it to sources.toml."
    if any(EDITORIAL_SOURCE in claim.sources for claim in item.claims()):
        yield "sources", "EDITORIAL is allowed for urgency alone; give a source or leave the sentence out."


def _quantities(item: Item) -> Iterator[tuple[str, str]]:
    labels = [text for key, text in item.extra.items() if key != "code" and isinstance(text, str)]
    texts = [item.name, *labels, *(note.label for note in item.notes), *(s.text for s in item.statements())]
    for text in texts:
        quantity = drug_quantity(text)
        if quantity:
            yield "text", f"{shown(quantity)} reads as a drug quantity; reword the sentence without it."


def drug_quantity(text: str) -> str:
    """Return what reads as the quantity of a drug in a text, or an empty string.

    Minutes of ice, hours, degrees, lengths and percentages are no drug quantities.
    """
    found = DRUG_QUANTITY.search(text)
    return found.group() if found else ""


def _references(condition: Condition, item: Item, known: Known) -> Iterator[tuple[str, str]]:
    key = "to" if item.section == "links" else "link"
    if item.link == condition.id:
        yield key, "leads to the page it stands on."
    elif item.link and item.link not in known.conditions:
        yield key, f"{shown(item.link)} is neither a page nor a named condition; correct it or add it."
    for finding in item.findings:
        if finding not in known.findings:
            yield "findings", f"{shown(finding)} is not in findings.toml; correct it or add it."
    if item.extra.get("grade", 1) not in (1, 2, 3):
        yield "grade", "must be 1, 2 or 3."


def _emergency_wordings(condition: Condition, listed: Iterable[str], known: Known) -> set[str]:
    """Return the names under which this page lists its emergency signs."""
    signs = condition.sections.get("emergency_signs", ())
    texts = [text for sign in signs for text in (sign.name, sign.text)]
    return {_folded(text) for text in (*texts, *(known.findings.get(f, "") for f in listed))} - {""}


def _emergency_among_symptoms(item: Item, listed: set[str], wordings: set[str]) -> Iterator[tuple[str, str]]:
    named = {item.id.replace("-", "_"), *item.findings}
    found = named & (listed | SOURCE_PAGE_SIGNS.keys())
    for text in (item.name, item.text):
        folded = _folded(text)
        found |= {sign for sign, wording in SOURCE_PAGE_SIGNS.items() if wording.search(folded)}
        if folded in wordings:
            found.add(text)
    for sign in sorted(found):
        yield "", f"{shown(sign)} is an emergency sign; list it under emergency_signs, never as a symptom."


def _folded(text: str) -> str:
    return " ".join(words_of(text))


def lint_named(entry: NamedCondition, taken: Set[str], file: str, known: Known) -> list[LintFinding]:
    """Return what is wrong with a named condition; `taken` are the ids that stand elsewhere."""
    problems = []
    if entry.id in taken:
        problems.append("stands in the library already; remove it here.")
    if set(entry.sources) == {EDITORIAL_SOURCE}:
        problems.append("rests on EDITORIAL alone; its red flag needs a source.")
    for source in dict.fromkeys((*entry.sources, entry.source)):
        if source not in known.sources and source != EDITORIAL_SOURCE:
            problems.append(f"{shown(source)} is not in the bibliography; add it to sources.toml.")
    quantity = drug_quantity(entry.red_flag)
    if quantity:
        problems.append(f"{shown(quantity)} reads as a drug quantity; reword the sentence without it.")
    return [LintFinding(file, entry.id, problem) for problem in problems]


def twice(ids: Iterable[str], file: str) -> Iterator[LintFinding]:
    """Yield a finding for every id that stands more than once in a file."""
    for ident, times in Counter(ids).items():
        if times > 1:
            yield LintFinding(file, ident, f"stands {times} times; an id is used once.")
