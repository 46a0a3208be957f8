"""The vocabulary of findings: what may be answered, in which range, and what the answers say about fever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.table_reader import LintFinding, TableReader
from trainer_tui.domain.vocabulary import Region

ABSENT_IN_BULK: Literal["absent_in_bulk"] = "absent_in_bulk"
FEVER_FROM_C = 38.0
PAGE_ONE_MOST = 8
LIFE_QUESTIONS = ("unresponsive", "not_breathing_normally", "bleeding_uncontrolled")
"""Asked before every sweep, in this order, so no sweep repeats them."""

Answer = bool | int | float | Literal["absent_in_bulk"] | None
"""What a person answered: present, absent, absent with all the rest, a number, or None for not assessed."""

TEMPERATURES = ("temp_rectal_c", "temp_other_c")


class Ask(StrEnum):
    """How a finding comes to be known."""

    SIGN = "sign"
    PRIVATE = "private"
    HISTORY = "history"
    CONTEXT = "context"
    EXAM = "exam"
    MEASURE = "measure"


class AnswerType(StrEnum):
    """What an answer to a finding is."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is present, absent or not assessed, or a number that is measured or counted."""

    id: str
    type: AnswerType
    prompt: str
    """What the trainer reads, at most 60 characters."""
    help: str
    """How to find out, in one line."""
    ask: Ask
    min: float | None = None
    max: float | None = None
    unit: str = ""
    lasting_of: tuple[str, ...] = ()
    """Ids of the signs whose lasting this number of minutes counts."""

    @property
    def in_bulk(self) -> bool:
        """Whether "all the rest absent" may answer it: only what is seen without asking or touching."""
        return self.ask is Ask.SIGN and self.type is AnswerType.BOOL

    @property
    def range_words(self) -> str:
        """The range of a number in words, with its unit."""
        unit = f" {self.unit}" if self.unit else ""
        if self.max is None:
            return f"{self._number(self.min or 0)} or more{unit}"
        return f"{self._number(self.min or 0)} to {self._number(self.max)}{unit}"

    def _number(self, value: float) -> str:
        return f"{value:.1f}" if self.type is AnswerType.FLOAT else f"{value:.0f}"

    def check(self, value: object) -> Answer:
        """Return the value as an answer to this finding; raises FieldError naming the finding."""
        if value is None:
            return None
        if self.type is AnswerType.BOOL:
            if value is True or value is False or value == ABSENT_IN_BULK:
                return value
            allowed = f'true, false, "{ABSENT_IN_BULK}", or null for not assessed'
            raise FieldError(self.id, f"{shown(value)} is no answer; use {allowed}.")
        return self._checked_number(value)

    def _checked_number(self, value: object) -> int | float:
        whole = self.type is AnswerType.INT
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            kind = "a whole number" if whole else "a number"
            raise FieldError(self.id, f"{shown(value)} is not {kind}; use {self.range_words}.")
        low = float("-inf") if self.min is None else self.min
        high = float("inf") if self.max is None else self.max
        if not low <= value <= high:
            hint = " If it was read in °F, convert it first." if self.unit == "°C" else ""
            raise FieldError(self.id, f"{shown(value)} is impossible; use {self.range_words}.{hint}")
        return value


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All findings by id, in the order of their file."""

    findings: Mapping[str, Finding]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Vocabulary:
        """Build the vocabulary from its parsed file; raises TrainerError naming what is wrong there."""
        problems: list[LintFinding] = []
        vocabulary = read_vocabulary(data, "findings.toml", problems)
        refuse(problems)
        return vocabulary

    def __contains__(self, finding: object) -> bool:
        return finding in self.findings

    def __getitem__(self, finding: str) -> Finding:
        return self.findings[finding]

    def __iter__(self) -> Iterator[str]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def check_answers(self, raw: object) -> dict[str, Answer]:
        """Return the answers of an input, checked one by one; a null stays as None: not assessed.

        Raises FieldError naming the finding for an unknown id, a wrong type or an impossible value.
        """
        if not isinstance(raw, Mapping):
            raise FieldError("findings", 'must be an object such as {"back_pain": true}.')
        return {str(name): self._finding(name).check(value) for name, value in raw.items()}

    def _finding(self, name: object) -> Finding:
        finding = self.findings.get(name) if isinstance(name, str) else None
        if finding is None:
            raise FieldError(shown(name)[1:-1], "is not a finding of this library; check its spelling.")
        return finding


def read_vocabulary(data: Mapping[str, Any], file: str, problems: list[LintFinding]) -> Vocabulary:
    """Read every finding of a parsed file; what is wrong there is added to `problems`."""
    reader = TableReader(data, file, "", problems)
    tables = reader.tables("finding", required=True)
    reader.finish()
    readers = [table_reader(reader, "finding", number, table) for number, table in enumerate(tables, start=1)]
    found = [_read_finding(entry) for entry in readers]
    note_twice(reader, "finding", [finding.id for finding in found])
    _note_lasting(reader, found)
    return Vocabulary(MappingProxyType({finding.id: finding for finding in found}))


def _read_finding(reader: TableReader) -> Finding:
    finding = Finding(
        id=reader.text("id"),
        type=reader.member("type", AnswerType) or AnswerType.BOOL,
        prompt=reader.text("prompt"),
        help=reader.text("help"),
        ask=reader.member("ask", Ask) or Ask.EXAM,
        min=_bound(reader, "min"),
        max=_bound(reader, "max"),
        unit=reader.text("unit", required=False),
        lasting_of=reader.texts("lasting_of", required=False),
    )
    if finding.type is not AnswerType.BOOL and finding.min is None:
        reader.wrong("min", "is missing; a number needs the least value that can be real.")
    reader.finish()
    return finding


def _note_lasting(reader: TableReader, findings: Sequence[Finding]) -> None:
    """Note every finding that claims to last as long as something that does not last."""
    signs = {finding.id for finding in findings if finding.type is AnswerType.BOOL}
    for finding in findings:
        for sign in finding.lasting_of:
            if sign not in signs or finding.unit != "min":
                problem = f"{shown(sign)}: only minutes last, and only of a sign that stands in this file."
                reader.wrong(f"finding {finding.id} lasting_of", problem)


def _bound(reader: TableReader, key: str) -> float | None:
    value = reader.value(key, required=False)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    reader.wrong(key, "must be a number.")
    return None


def refuse(problems: Sequence[LintFinding]) -> None:
    """Raise TrainerError with the first of the problems of a data file, if there is one."""
    if problems:
        more = f" ({len(problems) - 1} more like it.)" if len(problems) > 1 else ""
        raise TrainerError(problems[0].sentence + more)


def table_reader(parent: TableReader, name: str, number: int, table: Mapping[str, Any]) -> TableReader:
    """Return the reader of one `[[name]]` of a data file, placed by its id or else by its number."""
    ident = table.get("id")
    place = shown(ident) if isinstance(ident, str) and ident else f"number {number}"
    return TableReader(table, parent.file, f"{name} {place}", parent.findings)


def note_twice(reader: TableReader, name: str, ids: Sequence[str]) -> None:
    """Note every `[[name]]` of a data file whose id an earlier one has."""
    seen: set[str] = set()
    for number, ident in enumerate(ids, start=1):
        if ident and ident in seen:
            reader.wrong(f"{name} number {number}", f"{shown(ident)} stands there twice; an id is used once.")
        seen.add(ident)


def derive(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers with fever filled in where a temperature makes it present.

    A temperature of 38.0 °C or more at any site is fever, unless `fever` was answered or the athlete is
    exerting, when heat alone explains it. A normal temperature leaves fever unknown. Raises FieldError when
    fever was answered as absent beside a temperature that makes it present.
    """
    derived = dict(answers)
    fever = derived.get("fever")
    if fever is True or derived.get("exertion_now") is True:
        return derived
    for name in TEMPERATURES:
        celsius = derived.get(name)
        if isinstance(celsius, int | float) and celsius >= FEVER_FROM_C:
            if fever is not None:
                raise FieldError(
                    "fever", f"is answered as absent, but {name} is {celsius} °C; correct one of the two."
                )
            derived["fever"] = True
            break
    return derived


@dataclass(frozen=True, slots=True)
class Sweep:
    """The questions of one body region: page one in the order that saves life first, then page two."""

    region: Region
    page_one: tuple[str, ...]
    page_two: tuple[str, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """The life questions and both pages: what counts as not assessed until answered."""
        return (*self.safety, *self.page_two)

    @property
    def safety(self) -> tuple[str, ...]:
        """The life questions and page one, which come before everything else."""
        return (*LIFE_QUESTIONS, *self.page_one)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], vocabulary: Vocabulary) -> Sweep:
        """Build a sweep from its parsed file; raises TrainerError naming what is wrong there."""
        problems: list[LintFinding] = []
        sweep = read_sweep(data, vocabulary, f"sweeps/{data.get('region', 'a sweep')}.toml", problems)
        refuse(problems)
        return sweep


def read_sweep(
    data: Mapping[str, Any], vocabulary: Vocabulary, file: str, problems: list[LintFinding]
) -> Sweep:
    """Read a sweep from its parsed file; what is wrong there is added to `problems`."""
    reader = TableReader(data, file, "", problems)
    region = reader.member("region", Region) or Region.UNSPECIFIED
    sweep = Sweep(region, reader.texts("page_one"), reader.texts("page_two", required=False))
    reader.finish()
    if len(sweep.page_one) > PAGE_ONE_MOST:
        reader.wrong("page_one", f"holds more than {PAGE_ONE_MOST} findings.")
    for page, findings in (("page_one", sweep.page_one), ("page_two", sweep.page_two)):
        for finding in findings:
            place = f"{page} {shown(finding)}"
            if finding not in vocabulary:
                reader.wrong(place, "is not in findings.toml; correct it or add it.")
            if finding in LIFE_QUESTIONS:
                reader.wrong(place, "is asked before every sweep; remove it.")
            if page == "page_two" and finding in sweep.page_one:
                reader.wrong(place, "stands on page one too; remove it here.")
    return sweep
