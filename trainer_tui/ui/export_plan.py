"""What is to be handed over, in which form, to whom, why and where to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.handoff import Handoff

ID_SHOWN = 8
ZIPPED = "csv.zip"
"""The tables in one archive: a form of `csv`, told apart by the name of the target."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a hand-over, in words."""

    words: str
    more: str
    suffix: str
    letter: bool = False
    """Whether it is the letter, which can be read before it goes out."""
    addressed: bool = False
    """Whether the recipient stands in it."""
    several: str = ""
    """The suffix for several incidents, where it is another one."""
    whole_team: bool = False
    """Whether it covers everybody, whatever was chosen."""
    of_team: bool = False
    """Whether it is about one team, whatever was chosen."""
    lockable: bool = False
    """Whether it can ask for a password."""
    locked: bool = False
    """Whether it must."""
    name: str = ""
    """How its file is called; empty for what the incidents say."""


FORMS: Mapping[str, Form] = {
    "pdf": Form(
        "letter, PDF",
        "one page for one incident, with a reply slip",
        ".pdf",
        letter=True,
        addressed=True,
        lockable=True,
    ),
    "text": Form(
        "letter, plain text",
        "the same letter for a message or a screen reader",
        ".txt",
        letter=True,
        addressed=True,
    ),
    "csv": Form("tables, folder", "one file a table, with a data dictionary", ""),
    ZIPPED: Form("tables, zip", "the same in one archive", ".zip"),
    "json": Form("data, JSON", "everything, to be taken in on another laptop", ".json"),
    "coach": Form("coach sheet", "names and availability words only", ".txt", whole_team=True),
    "fhir": Form(
        "data, FHIR R4",
        "for the physician's system, the letter in it",
        ".fhir.json",
        addressed=True,
        several=".fhir.zip",
    ),
    "packet": Form(
        "review packet, PDF",
        "open incidents and referrals of a team, a section each",
        ".pdf",
        addressed=True,
        of_team=True,
        lockable=True,
        name="review",
    ),
    "travel": Form(
        "travel pack, PDF",
        "whom to call, allergies, medication and alerts of a team",
        ".pdf",
        addressed=True,
        of_team=True,
        lockable=True,
        locked=True,
        name="travel",
    ),
}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.TREATMENT: "to somebody who treats the athlete",
    Purpose.CONSENT: "the athlete or a guardian agreed",
    Purpose.EMERGENCY: "an emergency",
    Purpose.AGGREGATE: "without names, for counting; tables and data only",
}
"""What the word for each purpose means."""


@dataclass(slots=True)
class ExportPlan:
    """The choices of a hand-over, as far as they are made."""

    incidents: tuple[str, ...]
    """Empty for everything."""
    now: datetime
    form: str = "pdf"
    recipients: dict[str, str] = field(default_factory=dict)
    """Who gets it, by form, where it was typed here."""
    purposes: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    """Where to, when it was chosen; else the downloads of the person."""
    name: str = ""
    """File name, when it was chosen."""
    team: str = ""
    """For what is about one team; empty for everybody."""
    password: str = field(default="", repr=False)
    """What the file is to ask for; never kept."""

    @property
    def format(self) -> str:
        """The name of the format."""
        return "csv" if self.form == ZIPPED else self.form

    @property
    def target(self) -> Path:
        """Where the file goes."""
        folder = Path(self.folder) if self.folder else downloads()
        return folder / (self.name or self.plain_name)

    @property
    def plain_name(self) -> str:
        """A file name that says nothing clinical and names nobody."""
        form, suffix = FORMS[self.form], self._suffix(self.form)
        if form.whole_team:
            return f"availability-{self.now:%Y-%m-%d}{suffix}"
        if form.name:
            return f"{form.name}-{self.now:%Y-%m-%d}{suffix}"
        if len(self.incidents) == 1:
            # The end of an id is random; its beginning is the time of recording, which incidents can share.
            return f"incident-{self.incidents[0][-ID_SHOWN:]}{suffix}"
        return f"incidents-{self.now:%Y-%m-%d}{suffix}"

    def _suffix(self, form: str) -> str:
        several = len(self.incidents) != 1
        return (several and FORMS[form].several) or FORMS[form].suffix

    def aim(self, typed: str) -> None:
        """Take over a typed path; a folder keeps the plain name, an empty text the plain place."""
        text = typed.strip()
        target = Path(text).expanduser() if text else None
        if target is None:
            self.folder = self.name = ""
        elif target.is_dir() and self.form != "csv":
            self.folder, self.name = str(target), ""
        else:
            target = target if target.is_absolute() else downloads() / target
            self.folder, self.name = str(target.parent), target.name

    def choose(self, form: str) -> None:
        """Choose a form; a typed file name keeps its stem."""
        if self.name:
            stem = self.name.removesuffix(self._suffix(self.form))
            stem = Path(self.name).stem if stem == self.name else stem
            self.name = f"{stem}{self._suffix(form)}"
        self.form = form

    def recipient(self, handoff: Handoff) -> str:
        """Return who gets it: as typed here, else as the last time in this format."""
        last = handoff.last_disclosure(self.format)
        return self.recipients.get(self.form) or (last.recipient if last else "")

    def purpose(self, handoff: Handoff) -> Purpose | None:
        """Return why it goes out: as chosen here, else as the last time in this format."""
        if chosen := self.purposes.get(self.form):
            return Purpose(chosen)
        last = handoff.last_disclosure(self.format)
        return last.purpose if last else None

    def to_json(self) -> dict[str, Any]:
        """Return what a person chose, to be kept as a draft."""
        return {
            "form": self.form,
            "recipients": self.recipients,
            "purposes": self.purposes,
            "folder": self.folder,
            "name": self.name,
            "team": self.team,
            "what": self._what(),
        }

    def take_up(self, kept: Mapping[str, Any]) -> None:
        """Go on with what was chosen before; a file name only for the same incidents."""
        if kept.get("form") in FORMS:
            self.form = str(kept["form"])
        self.recipients = dict(kept.get("recipients") or {})
        self.purposes = {k: v for k, v in (kept.get("purposes") or {}).items() if v in set(Purpose)}
        self.folder = str(kept.get("folder") or "")
        self.team = str(kept.get("team") or "")
        self.name = str(kept.get("name") or "") if kept.get("what") == self._what() else ""

    def _what(self) -> str:
        return f"{len(self.incidents)} {self.incidents[0] if self.incidents else ''}"


def downloads() -> Path:
    """Return the person's folder for such files: Downloads where there is one, else the home folder."""
    home = Path.home()
    return home / "Downloads" if (home / "Downloads").is_dir() else home


def shown_path(path: Path) -> str:
    """Return a path as short as it can be understood."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
