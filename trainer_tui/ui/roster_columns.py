"""What the columns of a roster file hold, as a person sees and changes it."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.athletes import FIELDS
from trainer_tui.domain.roster_file import BIRTH_DATE, IGNORE, DateOrder, FileRow, problem_of, rows_by_field
from trainer_tui.domain.roster_guess import guess_dates, guess_fields
from trainer_tui.services.roster_source import RosterSource, first_values
from trainer_tui.ui.dialogs.choose import Choice
from trainer_tui.ui.text import TIED, Row, Span, fit, row, tied
from trainer_tui.ui.words import label

BY_DIGIT = FIELDS[:8]
OTHERS, LEAVE_OUT = 9, 0
TITLE, HOLDS = 20, 18
COLUMN = "column."
LEFT_OUT = "leave out"


class Columns:
    """The columns of one file and what each is said to hold; it begins with a guess."""

    def __init__(self, source: RosterSource) -> None:
        """Guess what the columns of a file hold."""
        self._begin(source)

    def _begin(self, source: RosterSource) -> None:
        table = source.table
        self.source = source
        self.fields = guess_fields(table.header, [cells for _, cells in table.rows])
        self.dates = self._guessed_dates()
        self._samples = [first_values(table, place) for place in range(len(table.header))]

    def take_up(self, source: RosterSource) -> bool:
        """Take the same file as it is now; tell whether its columns are still the same."""
        same = source.table.header == self.source.table.header
        fields, dates = self.fields, self.dates
        self._begin(source)
        if same:
            self.fields, self.dates = fields, dates
        return same

    def assign(self, place: int, field: str) -> str:
        """Say what a column holds; returns in a sentence which other column no longer does."""
        told = ""
        for other, held in enumerate(self.fields):
            if held == field != IGNORE and other != place:
                self.fields[other] = IGNORE
                told = f"“{self.title(other)}” is left out now: one column gives {label(field)}."
        self.fields[place] = field
        if field == BIRTH_DATE:
            self.dates = self._guessed_dates()
        return told

    def turn_dates(self) -> bool:
        """Read birth dates in the next order; False where they are written year first, which needs none."""
        if self._guessed_dates() is DateOrder.ISO:
            return False
        self.dates = DateOrder.DAY if self.dates is DateOrder.MONTH else DateOrder.MONTH
        return True

    def _born(self) -> list[str]:
        if BIRTH_DATE not in self.fields:
            return []
        place = self.fields.index(BIRTH_DATE)
        return [cells[place] for _, cells in self.source.table.rows if place < len(cells)]

    def _guessed_dates(self) -> DateOrder:
        return guess_dates(self._born())

    @property
    def problem(self) -> str:
        """Why nothing can be checked yet; empty when it can."""
        return problem_of(self.fields)

    def rows_by_field(self) -> list[FileRow]:
        """Return the rows of the file by field."""
        return rows_by_field(self.source.table, self.fields, self.dates)

    # --- in words --------------------------------------------------------------------------------

    def title(self, place: int) -> str:
        """Return the header of a column, or its place when it has none."""
        return self.source.table.header[place] or f"column {place + 1}"

    def rows(self) -> list[Row]:
        """Return the columns, each with what it holds and its first values."""
        made = []
        for place, field in enumerate(self.fields):
            holds = LEFT_OUT if field == IGNORE else label(field)
            spans = [
                Span(fit(self.title(place), TITLE) + " ", "label"),
                Span(fit(holds, HOLDS) + " ", "muted" if field == IGNORE else "strong"),
                Span(" · ".join(self._samples[place]), "text"),
            ]
            made.append(row(*spans, key=f"{COLUMN}{place}"))
        return made

    def choices(self) -> list[Choice]:
        """Return everything a column can hold."""
        return [*(Choice(field, label(field)) for field in FIELDS), Choice(IGNORE, LEFT_OUT)]

    def hint(self) -> list[Row]:
        """Return what the digits mean, and how birth dates are read."""
        parts: list[Span] = []
        words = [*((n, label(field)) for n, field in enumerate(BY_DIGIT, start=1))]
        for number, text in (*words, (OTHERS, "others"), (LEAVE_OUT, LEFT_OUT)):
            parts += [Span(f"{number}{TIED}", "label"), Span(tied(text)), Span("  ")]
        made = [row(*parts)]
        first = next((value for value in self._born() if value.strip()), "").strip()
        if self.dates is not DateOrder.ISO:
            read = f"{first} is read as {self.dates.iso(first)}, {self.dates}; d changes that"
            made.append(row(Span("Birth dates: ", "label"), Span(read, "warning")))
        return made


def field_of_digit(digit: int) -> str | None:
    """Return the field that a digit stands for, None for the one that opens all others."""
    if digit == LEAVE_OUT:
        return IGNORE
    return BY_DIGIT[digit - 1] if digit <= len(BY_DIGIT) else None


def place_of(key: str | None) -> int | None:
    """Return the column a row is about."""
    return int(key.removeprefix(COLUMN)) if key and key.startswith(COLUMN) else None


def summary(fields: Sequence[str]) -> str:
    """Return how many columns are taken and how many left out."""
    taken = sum(field != IGNORE for field in fields)
    return f"{taken} of {len(fields)} columns are taken"
