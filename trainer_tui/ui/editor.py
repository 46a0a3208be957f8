"""Writing in the person's own editor: the app steps aside, takes the text back, and leaves no copy."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from trainer_tui.domain.errors import BadInput, NotFound, TrainerError
from trainer_tui.domain.incidents import SOAP
from trainer_tui.domain.note_text import from_file
from trainer_tui.domain.plain_text import visible
from trainer_tui.services.editing import Editing

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

_DRAFT = re.compile(r"form-(?:soap|note-(?P<heading>[a-z]+))-(?P<incident>[0-9a-f-]{36})")
SEALED = (
    "The records are encrypted, and an editor would keep a readable copy of the text. Write it here instead."
)
NO_EDITOR = "No editor is set. Put its name into VISUAL or EDITOR, such as EDITOR=nano, and start again."
NO_SUSPENDING = (
    "The app cannot step aside in this terminal, so no editor can be opened. Write it here instead."
)
UNCHANGED = "The editor changed nothing."
TAKEN = "Taken over from the editor; not saved yet."


def edit_outside(app: TrainerApp, draft: str, content: str) -> tuple[str, str]:
    """Open a text in the person's editor; return it as it came back, and what there is to say.

    Where that cannot be, or the editor left nothing, the text comes back as it was. `draft` names the draft
    that the text is kept under: it is found again under that name when the app ends meanwhile.
    """
    if app.sealed:
        return content, SEALED
    command = _command()
    if not command:
        return content, NO_EDITOR
    editing = Editing(app.services.directories.editing)
    try:
        with app.suspend():
            return _edit(editing, draft, content, command)
    except SuspendNotSupported:
        return content, NO_SUSPENDING


def key_words(app: TrainerApp, words: str) -> list[str]:
    """Return what a line of keys says of the editor; nothing where none is opened."""
    return [] if app.sealed else [f"^e {words}"]


def _command() -> list[str]:
    """Return the words of the command that opens the editor, none when it is not set."""
    typed = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    try:
        return shlex.split(typed, posix=os.name != "nt")
    except ValueError:  # a quote that is not closed: all of it is one name
        return [typed]


def _edit(editing: Editing, name: str, content: str, command: Sequence[str]) -> tuple[str, str]:
    """Let the editor have the text; nothing may be raised here, for the app still stands aside."""
    try:
        path = editing.begin(name, content)
        said = _run(command, path)
        text = editing.read(path)
    except TrainerError as error:
        text, said = content, error.message
    left = " ".join(editing.wipe())
    if not text.strip():
        text, said = content, said or "The file came back empty; the text stays as it was."
    if text == content:
        return content, " ".join(filter(None, (said or UNCHANGED, left)))
    return text, " ".join(filter(None, (said, TAKEN, left)))


def _run(command: Sequence[str], path: Path) -> str:
    """Run the editor to its end; return a sentence when it failed, "" when all went well."""
    try:
        with _interrupts_for_the_editor():
            code = subprocess.run([*command, str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a command"
        return f"The editor “{visible(command[0])}” cannot be started ({reason}); look at VISUAL and EDITOR."
    return f"The editor ended with an error ({code})." if code else ""


@contextmanager
def _interrupts_for_the_editor() -> Iterator[None]:
    """Let ctrl+c in the editor be the editor's: the terminal sends it to the app as well."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def take_up_left_texts(app: TrainerApp) -> None:
    """Make drafts of the texts that an editor had when the app ended, say where they are, and remove them."""
    editing = Editing(app.services.directories.editing)
    if app.services.read_only:  # another copy of the app may have its editor open right now
        return
    for name, content in editing.left().items():
        found = _DRAFT.fullmatch(name)
        if found is None or not content.strip():
            continue
        heading = found["heading"]
        texts = from_file(content, (heading,) if heading else SOAP)
        kept = {"text": texts[heading]} if heading else texts
        if not any(kept.values()):
            continue
        try:
            app.backstage.drafts.save(name, dict(kept))
        except TrainerError as error:
            app.show_error(error)
            return
        app.notify(
            visible(f"A note was in the editor when the app ended. {_where(app, found['incident'])}"),
            timeout=12,
            markup=False,
        )
    for sentence in editing.wipe():
        app.show_error(BadInput(sentence))


def _where(app: TrainerApp, incident: str) -> str:
    try:
        who = app.services.chart.incident(incident).who
    except NotFound:
        return "It is kept as a draft of an incident that is not here."
    return f"It is kept as a draft: open the incident of {who} and press N."
