"""Whole PDF files: several joined as one, tags included, and locked with a password."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from trainer_tui.collector import collector_paused

if TYPE_CHECKING:
    from pypdf import PdfWriter

ALGORITHM = "AES-256"
FIRST_WITH_IT = "%PDF-2.0"


def as_one(parts: Iterable[bytes], password: str = "") -> bytes:
    """Return tagged documents as one, which opens only with the password (AES-256) where one is given.

    It keeps title, date and language of the first, and outline and tags of all, so that a screen reader goes
    through it as through one document. A single document without a password comes back as it is.
    """
    waiting = iter(parts)
    first, second = next(waiting), next(waiting, None)
    if second is None and not password:
        return first
    from pypdf import PdfReader, PdfWriter

    with collector_paused():
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(first)))
    if second is not None:
        tags = _Tags(writer)
        for number, part in enumerate(chain((second,), waiting), 2):
            with collector_paused():
                tags.append(PdfReader(io.BytesIO(part)), f"{number}-")
        tags.finish()
    if password:
        writer.encrypt(password, algorithm=ALGORITHM)
        writer.pdf_header = FIRST_WITH_IT  # else it would claim to be older than what it uses
    stream = io.BytesIO()
    with collector_paused():
        writer.write(stream)
    return stream.getvalue()


class _Tags:
    """The structure tree of a document that grows: its elements, and the two lists that lead to them."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        catalogue: Any = writer.root_object
        self._root = catalogue["/StructTreeRoot"]
        (document,) = self._root["/K"]
        self._document = document
        self._named = [*_pairs(self._root, "/IDTree", "/Names")]

    def append(self, reader: Any, prefix: str) -> None:
        """Append the pages of a document with their tags; `prefix` keeps its names of cells apart."""
        from pypdf.generic import NameObject, NumberObject

        before = len(self._writer.pages)
        pages = [(self._writer.add_page(page), page["/StructParents"]) for page in reader.pages]
        for entry in reader.outline:
            place = reader.get_destination_page_number(entry)
            self._writer.add_outline_item(title=entry.title, page_number=before + place)
        tree: Any = reader.root_object["/StructTreeRoot"].clone(self._writer)
        self._rename(tree, prefix)
        (document,) = tree["/K"]
        children = self._document.get_object()["/K"]
        for child in document.get_object()["/K"]:
            child.get_object()[NameObject("/P")] = self._document
            children.append(child)
        first = self._root["/ParentTreeNextKey"]
        for page, number in pages:
            page[NameObject("/StructParents")] = NumberObject(first + number)
        of_pages = self._root["/ParentTree"]["/Nums"]
        for key, elements in _pairs(tree, "/ParentTree", "/Nums"):
            of_pages.extend((NumberObject(first + key), elements))
        after = NumberObject(first + tree["/ParentTreeNextKey"])
        self._root[NameObject("/ParentTreeNextKey")] = after
        reader.close()  # the writer keeps every reader
        self._writer.reset_translation(reader)

    def _rename(self, tree: Any, prefix: str) -> None:
        """Give the head cells of tables names of their own, also where other cells refer to them."""
        from pypdf.generic import ArrayObject, NameObject, TextStringObject

        new = {name: TextStringObject(prefix + name) for name, _ in _pairs(tree, "/IDTree", "/Names")}
        self._named += [(new[name], cell) for name, cell in _pairs(tree, "/IDTree", "/Names")]
        for element in _elements(tree["/K"]):
            if "/ID" in element:
                element[NameObject("/ID")] = new[element["/ID"]]
            for attributes in element.get("/A", ()):
                if "/Headers" in attributes:
                    heads = ArrayObject(new.get(name, name) for name in attributes["/Headers"])
                    attributes[NameObject("/Headers")] = heads

    def finish(self) -> None:
        """Write down the names of cells in the order in which they are looked up."""
        from pypdf.generic import ArrayObject, DictionaryObject, NameObject

        listed = ArrayObject(part for pair in sorted(self._named, key=lambda each: each[0]) for part in pair)
        self._root[NameObject("/IDTree")] = DictionaryObject({NameObject("/Names"): listed})


def _pairs(tree: Any, name: str, list_name: str) -> Iterator[tuple[Any, Any]]:
    flat = tree[name][list_name] if name in tree else ()
    return zip(flat[::2], flat[1::2], strict=True)


def _elements(kids: Any) -> Iterator[Any]:
    """Yield the elements below; what is no element is a piece of a page."""
    waiting = [kids]
    while waiting:
        found = waiting.pop().get_object()
        if isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            yield found
            waiting += [found["/K"]] if "/K" in found else []
