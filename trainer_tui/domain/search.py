"""Search as you type: an inverted index with prefixes, and visible suggestions for words nobody wrote.

A misspelling never changes what was searched: concussion and contusion are two letters apart, so other
spellings are offered, not taken.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nlargest
from itertools import islice, product
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’`´]")
_SUGGESTIONS = 3
_CANDIDATES = 12
_LONGEST_QUERY_WORDS = 8
_REMEMBERED_PREFIXES = 500
_SHORT_WORD = 3
"""Words up to this length get no suggestions: everything is one letter away from them."""
_LONG_WORD = 6
"""Words from this length on may hold two slips."""


class Field(IntEnum):
    """Where a word was found; the lower, the better the match."""

    NAME = 0
    ALIAS = 1
    CAUSE = 2
    SIGN = 3
    TEXT = 4


@dataclass(frozen=True, slots=True)
class Match:
    """One document that holds every word of a query."""

    document: str
    field: Field
    """The weakest field that was needed: a name match means that the name holds every word."""


def words_of(text: str) -> list[str]:
    """Return the words of a text without accents, capitals and apostrophes."""
    return _WORD.findall(unaccented(_APOSTROPHES.sub("", text)))


def unaccented(text: str) -> str:
    """Return text without accents and capitals, to be compared."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


class WordIndex:
    """Which word stands in which document, and in which field at best."""

    def __init__(
        self, documents: Sequence[str], words: Sequence[str], postings: Sequence[Sequence[int]]
    ) -> None:
        """Take documents, sorted words and, for each word, the documents it stands in with the field."""
        self._documents = documents
        self._words = words
        self._postings = postings
        self._first_letters: dict[str, dict[int, int]] = {}
        self._prefixes: dict[str, dict[int, int]] = {}
        self._pairs: dict[str, list[int]] = {}

    @classmethod
    def build(cls, documents: Mapping[str, Iterable[tuple[Field, str]]]) -> WordIndex:
        """Index documents given as their texts with the field each stands in."""
        names = list(documents)
        best: dict[str, dict[int, int]] = {}
        for number, name in enumerate(names):
            for field, text in documents[name]:
                for word in words_of(text):
                    found = best.setdefault(word, {})
                    found[number] = min(field, found.get(number, field))
        words = sorted(best)
        return cls(names, words, [[d * len(Field) + f for d, f in best[word].items()] for word in words])

    def to_json(self) -> dict[str, Any]:
        """Return the index as plain data."""
        return {
            "documents": list(self._documents),
            "words": list(self._words),
            "postings": [list(postings) for postings in self._postings],
            # A single letter begins a tenth of all words: what it finds is kept ready.
            "first_letters": {
                letter: [list(hit) for hit in self._scan(letter).items()]
                for letter in sorted({word[0] for word in self._words})
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> WordIndex:
        """Rebuild what `to_json` gave."""
        index = cls(document["documents"], document["words"], document["postings"])
        index._first_letters = {letter: dict(hits) for letter, hits in document["first_letters"].items()}
        return index

    def prepare(self) -> None:
        """Build the letter pairs that suggestions need; done by itself at the first misspelling."""
        for number, word in enumerate(self._words):
            for pair in set(_pairs_of(word)):
                self._pairs.setdefault(pair, []).append(number)

    def search(self, query: str) -> list[Match]:
        """Return the documents in which every word of the query begins a word, best field first."""
        words = words_of(query)[:_LONGEST_QUERY_WORDS]
        if not words:
            return []
        hits = [self._starting_with(word) for word in words]
        common = set(hits[0]).intersection(*hits[1:])
        scored = sorted((sum(hit[d] for hit in hits), d) for d in common)
        return [Match(self._documents[d], Field(max(hit[d] for hit in hits) // 2)) for _, d in scored]

    def _starting_with(self, prefix: str) -> Mapping[int, int]:
        """Return for each document twice its best field, plus one where the word goes on after the prefix."""
        found = self._first_letters.get(prefix) or self._prefixes.get(prefix)
        if found is None:
            if len(self._prefixes) >= _REMEMBERED_PREFIXES:
                self._prefixes.clear()
            found = self._prefixes[prefix] = self._scan(prefix)
        return found

    def _scan(self, prefix: str) -> dict[int, int]:
        found: dict[int, int] = {}
        fields = len(Field)
        for number in range(bisect_left(self._words, prefix), len(self._words)):
            word = self._words[number]
            if not word.startswith(prefix):
                break
            longer = word != prefix
            for posting in self._postings[number]:
                document, field = divmod(posting, fields)
                score = 2 * field + longer
                if score < found.get(document, 99):
                    found[document] = score
        return found

    def suggestions(self, query: str) -> list[str]:
        """Return the query in other spellings, best first; none while every word begins a known one."""
        words = words_of(query)[:_LONGEST_QUERY_WORDS]
        if all(self._starting_with(word) for word in words):
            return []
        choices = [[word] if self._starting_with(word) else self._similar(word) for word in words]
        spellings = (" ".join(spelling) for spelling in islice(product(*choices), _CANDIDATES))
        found: list[str] = []
        for spelling in spellings:
            covered = any(spelling.startswith(other) for other in found)
            if not covered and self.search(spelling):
                found.append(spelling)
        return found[:_SUGGESTIONS]

    def _similar(self, word: str) -> list[str]:
        """Return known words a slip or two away from a word, or starting so, the likeliest first."""
        if len(word) <= _SHORT_WORD:
            return []
        if not self._pairs:
            self.prepare()
        pairs = _pairs_of(word)
        shared = Counter(number for pair in set(pairs) for number in self._pairs.get(pair, ()))
        enough = len(pairs) // 3
        closeness = {
            number: 2 * count / (len(pairs) + len(self._words[number]) + 1)
            for number, count in shared.items()
            if count >= enough
        }
        limit = 1 if len(word) < _LONG_WORD else 2
        ranked = []
        for number in nlargest(_CANDIDATES, closeness, key=closeness.__getitem__):
            slips = prefix_distance(word, self._words[number][: len(word) + limit])
            if slips <= limit:
                field = min(posting % len(Field) for posting in self._postings[number])
                ranked.append((slips, -closeness[number], field, self._words[number]))
        return [found for _, _, _, found in sorted(ranked)]


def _pairs_of(word: str) -> list[str]:
    """Return the neighbouring letters of a word, its edges included."""
    edged = f"^{word}$"
    return [edged[n : n + 2] for n in range(len(edged) - 1)]


def prefix_distance(typed: str, word: str) -> int:
    """Return the fewest slips that make what was typed the start of a word.

    A slip is a letter too many, missing, wrong, or two neighbours swapped.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        above, row = row, [i]
        for j, other in enumerate(word, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return min(row)
