"""Sources as rows, and the panel below a page for the sources of the statement under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trainer_tui.domain.conditions import EDITORIAL_SOURCE, Source
from trainer_tui.domain.wording import EDITORIAL
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

INDENT = 2


def source_rows(sources: Iterable[Source], key: str = "") -> Iterator[Row]:
    """Yield each source in two rows: what it is; year, kind, how it was read and what there is to note.

    With a `key` the cursor can stand on each.
    """
    for number, source in enumerate(sources):
        words = EDITORIAL if source.id == EDITORIAL_SOURCE else source.id
        cited = [] if source.id == EDITORIAL_SOURCE else [f"  {source.words}"]
        yield row(Span(words, "label"), *cited, key=f"{key}.{number}" if key else None, hang=INDENT)
        about = [Span(source.standing)] if source.standing else []
        about += [Span(f"{' · ' if about else ''}note: {source.note}", "muted")] if source.note else []
        if about:
            yield row(*about, indent=INDENT, hang=INDENT)


class SourcesPanel(Lines):
    """A few lines; with the focus they scroll."""

    DEFAULT_CSS = """
    SourcesPanel { height: auto; max-height: 45%; border-top: solid $primary; background: $panel; }
    SourcesPanel.-hidden { display: none; }
    """

    def show(self, sources: Sequence[Source]) -> None:
        """Show sources; none where no statement is under the cursor."""
        self.set_rows(list(source_rows(sources)) or [row(Span("No statement under the cursor.", "muted"))])
