"""Finding people on the roster, from a few letters, a jersey, or the words of an input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from trainer_tui.domain.athletes import Athlete, parse_athlete, refuse_crossed_dates
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incident_input import parse_who
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.plain_text import visible
from trainer_tui.domain.records import ATHLETES
from trainer_tui.domain.search import unaccented, words_of
from trainer_tui.services.amending import reason_for
from trainer_tui.services.records import Records

CANDIDATES_SHOWN = 8


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return text without capitals and accents, for comparing names."""
    return unaccented(text).strip()


def label_of(athlete: Athlete, *, initials: bool = False) -> str:
    """Return jersey and name, or jersey and initials, as lists show a person."""
    name = initials_of(athlete.name) if initials else athlete.name
    return f"{athlete.jersey} {name}".strip()


def initials_of(words: str) -> str:
    """Return the first letter of each word with a dot; what holds a digit stays, such as a jersey."""
    shown = ""
    for word in words.split():
        if any(c.isdigit() for c in word):
            shown = f"{shown} {word} ".lstrip()
        else:
            shown += f"{next((c for c in word if c.isalpha()), word[0]).upper()}."
    return shown.strip()


def by_name(athlete: Athlete) -> tuple[str, str, str]:
    """Sort key: family name, given name, jersey."""
    return folded(athlete.family), folded(athlete.given), athlete.jersey


class People:
    """The roster as capture, lists and inputs look it up."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._version = -1
        self._known: dict[str, Athlete] = {}
        self._roster: list[Athlete] = []
        self._words: dict[str, str] = {}
        self._jerseys: dict[str, str] = {}
        self._index: dict[tuple[str, str], list[Athlete]] = {}
        self._matched: tuple[list[Athlete], str, list[Athlete]] | None = None

    def roster(self) -> list[Athlete]:
        """Return everybody on the roster by name, without those entered in error."""
        with self._records.lock:
            version = self._records.version
            if version != self._version:
                touched = self._records.touched_since(self._version)
                if touched is None or self._changed(touched):
                    self._read_roster()
                self._version = version
            return self._roster

    def _changed(self, touched: set[str]) -> bool:
        """Tell whether an athlete was written; one whose incident was is the same as before."""
        athletes = self._records.athletes
        return any(athletes[ident] is not self._known.get(ident) for ident in touched & athletes.keys())

    def _read_roster(self) -> None:
        self._known = dict(self._records.athletes)
        present = [a for a in self._records.athletes.values() if not a.view.voided]
        self._roster = sorted(present, key=by_name)
        self._jerseys = {a.id: folded(a.jersey) for a in present}
        names = {a.id: words_of(f"{a.given} {a.preferred} {a.family}") for a in present}
        self._words = {ident: "".join(f" {word}" for word in words) for ident, words in names.items()}
        self._index = {}
        for athlete in self._roster:
            for name, value in _keys(athlete):
                self._index.setdefault((name, value), []).append(athlete)

    def listed(self, text: str = "", *, team: str = "") -> list[Athlete]:
        """Return those a text fits, by name; of one team when it is given."""
        fitting = [a for a in self.roster() if not team or folded(a.team) == folded(team)]
        return [a for a, _ in self._ranked(text, fitting)] if text.strip() else fitting

    def matching(self, typed: str) -> list[Athlete]:
        """Return those a text fits: jersey first, then names that begin so, then names that hold it."""
        roster = self.roster()
        if not typed.strip():
            return roster
        if self._matched is None or self._matched[0] is not roster or self._matched[1] != typed:
            ranked = sorted(self._ranked(typed, roster), key=lambda pair: pair[1])
            self._matched = roster, typed, [athlete for athlete, _ in ranked]
        return self._matched[2]

    def _ranked(self, typed: str, athletes: Sequence[Athlete]) -> Iterator[tuple[Athlete, int]]:
        """Yield those a text fits, with how well."""
        wanted, words = folded(typed), words_of(typed)
        for athlete in athletes:
            if words or not typed.strip():
                rank = self._rank(athlete, wanted, words)
            else:
                rank = 0 if self._jerseys[athlete.id] == wanted else None
            if rank is not None:
                yield athlete, rank

    def _rank(self, athlete: Athlete, wanted: str, words: Sequence[str]) -> int | None:
        jersey, names = self._jerseys[athlete.id], self._words[athlete.id]
        if jersey and jersey == wanted:
            return 0
        if all(f" {word}" in names for word in words):
            return 1
        if jersey.startswith(wanted):
            return 2
        return 3 if all(word in names for word in words) else None

    def resolve(self, reference: object) -> tuple[str | None, str | None]:
        """Return athlete id and guest for a reference as inputs give it, one of them None.

        Raises FieldError when nobody fits, and with the candidates when several do.
        """
        who = parse_who(reference)
        if "guest" in who:
            return None, who["guest"]
        fitting = self._fitting(who)
        words = ", ".join(f"{name} “{visible(text)}”" for name, text in who.items())
        if not fitting:
            raise FieldError(
                "athlete", f"nobody on the roster has {words}; add the athlete first, or record a guest."
            )
        if len(fitting) > 1:
            raise FieldError("athlete", f"{words} fits {len(fitting)} athletes: {_candidates(fitting)}.")
        return fitting[0].id, None

    def _fitting(self, who: Mapping[str, str]) -> list[Athlete]:
        self.roster()
        wanted = [self._index.get((name, folded(text)), []) for name, text in who.items()]
        narrowest = min(wanted, key=len)
        return [a for a in narrowest if all(a in others for others in wanted if others is not narrowest)]

    def teams(self) -> list[str]:
        """Return the teams of the roster."""
        return sorted({a.team for a in self.roster() if a.team}, key=folded)

    def of_team(self, team: str) -> list[Athlete]:
        """Return the athletes of a team by name; of the empty one, those who are in none."""
        self.roster()
        return self._index.get(("team", folded(team)), [])

    def same_jersey(self, athlete_id: str) -> str:
        """Say who else of the team wears an athlete's jersey, and what that means; empty for nobody."""
        athlete = self._records.athlete(athlete_id)
        number = folded(athlete.jersey)
        others = [a for a in self.of_team(athlete.team) if number and folded(a.jersey) == number]
        names = ", ".join(label_of(each) for each in others if each.id != athlete_id)
        if not names:
            return ""
        also = f"The jersey is also that of {names}"
        return f"{also}: typed alone, it asks who is meant. If it is wrong, change it."

    def add(self, raw: object) -> str:
        """Put an athlete on the roster and return the id."""
        fields = parse_athlete(as_object("athlete", raw), self._records.ledger.clock())
        with self._records.change() as change:
            return change.create(ATHLETES, fields, scope=fields.get("team") or "")

    def amend(self, athlete: str, raw: Mapping[str, Any], reason: str) -> None:
        """Change fields of an athlete; filling what was empty needs no reason."""
        view = self._records.athlete(athlete).view
        fields = parse_athlete(as_object("athlete", raw), self._records.ledger.clock(), partial=True)
        refuse_crossed_dates({**view.fields, **fields})
        with self._records.change() as change:
            change.amend(view, fields, reason_for(view, fields, reason))


def _keys(athlete: Athlete) -> set[tuple[str, str]]:
    """Return by which words an input may name an athlete; ids are compared like the rest."""
    return {
        ("id", folded(athlete.id)),
        ("jersey", folded(athlete.jersey)),
        ("team", folded(athlete.team)),
        ("family", folded(athlete.family)),
        ("given", folded(athlete.given)),
        ("given", folded(athlete.preferred)),
    }


def _candidates(athletes: Sequence[Athlete]) -> str:
    shown = [
        f"{visible(label_of(a))} ({visible(a.team) or 'no team'}, id {a.id})"
        for a in athletes[:CANDIDATES_SHOWN]
    ]
    more = len(athletes) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "") + "; name one by its id"
