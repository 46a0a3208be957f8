"""Random programs on a TinyDB, written as lines of Python so that a failing one can be read and pasted.

A line is an expression over the names that `tests.compatibility.sides.Side` offers. No line needs an
earlier one, so that a failing program can be shortened by leaving lines out.
"""

from __future__ import annotations

from random import Random

TABLES = ("_default", "incidents", "athletes", "-\tü")
HOW_OFTEN = (3, 5, 2, 1)


def _values(text: str) -> tuple[str, ...]:
    return tuple(" ".join(value.split()) for value in text.split(" ; "))


# What a field usually holds. Numbers that are equal across types, words in other cases and with other signs,
# and the empty ones are what an index most easily gets wrong.
USUAL = {
    "athlete": _values("'A1' ; 'A2' ; 'a1' ; 'Å3' ; ''"),
    "status": _values("'open' ; 'closed' ; 'draft'"),
    "date": _values("'2026-09-01' ; '2026-09-02' ; '2026-09-10' ; '2026-10-01T08:00' ; '2025-12-31'"),
    "n": _values("0 ; 1 ; 2 ; 3 ; -1 ; 1.0 ; 2.5 ; -0.0 ; True ; False ; 10**20"),
    "tags": _values(
        "[] ; ['x'] ; ['x', 'y'] ; ['y', 'A1'] ; [1, 2] ; [{'k': 1}] ; [{'k': 1}, {'k': 2}] ; [None]"
    ),
    "place": _values(
        "{} ; {'side': 'left'} ; {'side': 'right', 'grade': 1} ; {'deep': {'er': None}} ; "
        "{'side': 'left', 'grade': 2, 'deep': {'er': 'A1'}}"
    ),
}
ANYTHING = _values(
    "None ; None ; 0 ; 1 ; 1.0 ; -7 ; 2.5 ; '' ; 'A1' ; 'open' ; '2026-09-01' ; 'é' ; [] ; ['x'] ; {} ; "
    "[[1], {'k': 'v'}] ; {'side': 'left'} ; {'k': [1, None]} ; 10**30 ; 5e-324 ; (1, 2) ; Word('A1') ; "
    r"'\ud83d' ; '\0\t\n\u2028' ; {1: 'one', '1': 'two', None: 0} ; {'\ud83d': None} ; Document({'k': 1}, 5)"
)
NO_JSON = _values("object() ; {1, 2} ; b'x' ; date(2026, 9, 1) ; [object()] ; {'k': {(1, 2): 3}} ; {'k': 1j}")
INFINITE = _values("float('nan') ; float('inf') ; {'k': float('-inf')}")
NO_DOCUMENT = _values("[1, 2] ; 'text' ; None ; 7 ; {'bark'}")

SIMPLE_PATHS = tuple((f"where('{field}')", field) for field in USUAL)
OTHER_PATHS = (
    ("where('place')['side']", "side"),
    ("where('place').grade", "n"),
    ("where('place')['deep'].er", "athlete"),
    ("Query().n", "n"),
    ("where('x')", "x"),
    ("where('x')['k']", "x"),
    ("where('missing')", "x"),
    ("where('tags')['k']", "n"),
    ("where('athlete')['k']", "x"),
    ("where('n').map(str)", "x"),
)
SIDES = _values("'left' ; 'right'")

ODD_OPERANDS = _values(
    "float('nan') ; float('inf') ; Fraction(1) ; Fraction(3, 2) ; object() ; b'A1' ; {1, 2} ; 1j ; Word('A1')"
)
ODD_IDS = _values("0 ; -3 ; 99 ; 10**12 ; True ; 1.0 ; '2' ; '02' ; 'x' ; float('nan') ; None")
CONDITIONS = _values("lambda doc: 'x' in doc ; lambda doc: doc.get('n') == 1 ; lambda doc: doc['n']")
NUMBER_UPDATERS = _values("op.increment('n') ; op.decrement('n') ; op.add('n', 2) ; op.subtract('n', 0.5)")
PATTERNS = _values("'A' ; 'a.?' ; '^2026-09' ; '^o' ; '' ; '(A|B)1$'")
TESTS = _values("bool ; isinstance, str ; lambda value: value == 1 ; len ; sees, ['x']")
ELEMENTS = _values("['x'] ; ['x', 'y'] ; [1, 2] ; [] ; 'A1' ; where('k') == 1 ; where('k') > 1")
ITEMS = _values("'open, A1, 2026-09-01' ; range(1, 3) ; {'A1': 0, 'open': 0} ; {'A1', 'open', 1}")


class Author:
    """Writes one program; the same seed writes the same one."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # How often a field holds something else: mixed types make comparisons raise, so most have few.
        self.oddness = self.random.choice((0.0, 0.01, 0.15))
        self.changing = self.random.choice((0.2, 0.6, 0.6))

    def program(self, length: int) -> list[str]:
        """Return the lines of a program."""
        return [self.line() for _ in range(length)]

    def line(self) -> str:
        """Return one line: a change or a question, sometimes several changes as one commit."""
        if self.chance(0.03):
            changes = ", ".join(f"lambda: {self.change()}" for _ in range(self.random.randint(1, 4)))
            return f"{self.random.choice(('together', 'together', 'undone'))}({changes})"
        if self.chance(0.03):
            return self.random.choice(("reopen()", "reopen()", "compact()"))
        if self.chance(0.02):
            name = self.random.choice(TABLES)
            return self.random.choice((f"keep({name!r})", f"t({name!r}, persist_empty=True)"))
        return self.change() if self.chance(self.changing) else self.question()

    def change(self) -> str:
        """Return a line that may change documents."""
        table = self.table()
        match self.weighted(
            insert=60, some=20, update=40, updates=9, upsert=20, remove=9, ids=12, empty=1, drop=1
        ):
            case "insert":
                return f"{table}.insert({self.given()})"
            case "some":
                return f"{table}.insert_multiple({self.several()})"
            case "update":
                which = self.random.choice(
                    (f", {self.query()}", f", {self.query()}", f", doc_ids={self.ids()}", "")
                )
                return f"{table}.update({self.updater()}{which})"
            case "updates":
                pairs = ", ".join(
                    f"({self.updater()}, {self.query()})" for _ in range(self.random.randint(0, 3))
                )
                return f"{table}.update_multiple([{pairs}])"
            case "upsert":
                which = "" if self.chance(0.3) else f", {self.query()}"
                return f"{table}.upsert({self.given()}{which})"
            case "remove":
                return f"{table}.remove({self.query()})"
            case "ids":
                return f"{table}.remove(doc_ids={self.ids()})"
            case "empty":
                return f"{table}.truncate()"
            case _:
                name = self.random.choice(TABLES)
                return "db.drop_tables()" if self.chance(0.2) else f"db.drop_table({name!r})"

    def question(self) -> str:
        """Return a line that changes nothing, except that a walk may insert on the way."""
        table = self.table()
        match self.weighted(search=20, get=6, contains=3, count=8, id=4, ids=3, whole=4, walk=1, nothing=1):
            case "search" | "get" | "contains" | "count" as method:
                return f"{table}.{method}({self.condition()})"
            case "id":
                method = self.random.choice(("get", "contains"))
                return f"{table}.{method}(doc_id={self.id()})"
            case "ids":
                return f"{table}.get(doc_ids={self.ids()})"
            case "whole":
                whole = ("len(%s)", "%s.all()", "list(%s)", "sorted(db.tables())", "len(db)", "list(db)")
                return self.random.choice(whole).replace("%s", table)
            case "walk":
                return f"walk({table}, lambda: {self.change()})"
            case _:
                return f"{table}.{self.random.choice(('get', 'contains', 'remove', 'clear_cache'))}()"

    # Documents

    def document(self) -> str:
        """Return a document."""
        fields = [field for field in USUAL if self.chance(0.6)]
        items = [f"'{field}': {self.value(field)}" for field in fields]
        if self.chance(0.2):
            items.insert(self.random.randrange(len(items) + 1), f"'x': {self.any_value()}")
        return "{" + ", ".join(items) + "}"

    def given(self) -> str:
        """Return what is handed to an inserting method: most often a document."""
        if self.chance(0.02):
            return self.random.choice(NO_DOCUMENT)
        if self.chance(0.03):
            return f"{{**{self.document()}, 'x': {self.random.choice(NO_JSON + INFINITE)}}}"
        document = self.document()
        match self.weighted(plain=12, numbered=4, lent=2, proxy=1, found=1):
            case "numbered":
                return f"Document({document}, {self.small_id()})"
            case "lent":
                return f"lent({document})"
            case "proxy":
                return f"MappingProxyType({document})"
            case "found":
                return f"{self.table()}.get(doc_id={self.small_id()})"
            case _:
                return document

    def several(self) -> str:
        """Return what is handed to `insert_multiple`."""
        given = ", ".join(self.given() for _ in range(self.random.randint(0, 6)))
        match self.weighted(list=12, iter=4, breaking=2, single=1, found=1, all=1):
            case "list":
                return f"[{given}]"
            case "iter":
                return f"iter([{given}])"
            case "breaking":
                return f"breaking([{given}])"
            case "found":
                return f"{self.table()}.search({self.query()})"
            case "all":
                return f"({{**document}} for document in {self.table()})"
            case _:
                return self.document()

    def updater(self) -> str:
        """Return what is handed to `update`: fields, or something that changes a document."""
        field = self.random.choice((*USUAL, "n", "n", "x"))
        value = self.value(field)
        match self.weighted(fields=10, set=3, number=4, delete=2, change=6, bad=2):
            case "fields":
                return f"{{'{field}': {value}}}" if self.chance(0.7) else self.document()
            case "set":
                return f"op.set('{field}', {value})"
            case "number":
                return self.random.choice(NUMBER_UPDATERS)
            case "delete":
                return f"op.delete('{field}')"
            case "change":
                changes = (
                    f"append('tags', {value})",
                    f"inside('place', {value})",
                    "counting()",
                    "reversing",
                    "lambda doc: lent(doc)",
                    "lambda doc: doc.clear()",
                    f"lambda doc: doc.pop('{field}', None)",
                    f"lambda doc: doc.update({self.document()})",
                    f"lambda doc: doc.update(x=len({self.table()}))",
                    f"lent({{'{field}': {value}}})",
                    f"MappingProxyType({{'{field}': {value}}})",
                )
                return self.random.choice(changes)
            case _:
                bad = (f"raising({self.random.randint(1, 3)})", f"op.set('x', {self.random.choice(NO_JSON)})")
                return self.random.choice((*bad, *bad, "None", "[('n', 1)]", "op.increment('athlete')"))

    # Conditions

    def condition(self) -> str:
        """Return a condition: a query, or a function of one's own."""
        return self.random.choice(CONDITIONS) if self.chance(0.03) else self.query()

    def query(self) -> str:
        """Return a query, mostly a flat one."""
        depth = self.random.choice((0, 0, 0, 1, 1, 2, 3))
        return self.tree(depth)

    def tree(self, depth: int) -> str:
        """Return a query with parts down to a depth."""
        if depth == 0:
            return self.leaf()
        match self.weighted(both=8, either=5, no=3, range=3):
            case "both":
                return f"({self.tree(depth - 1)}) & ({self.tree(depth - 1)})"
            case "either":
                return f"({self.tree(depth - 1)}) | ({self.tree(depth - 1)})"
            case "no":
                return f"~({self.tree(depth - 1)})"
            case _:
                field = self.random.choice(("date", "n", "athlete"))
                low, high = self.operand(field), self.operand(field)
                above, below = self.random.choice((">", ">=")), self.random.choice(("<", "<="))
                return f"(where('{field}') {above} {low}) & (where('{field}') {below} {high})"

    def leaf(self) -> str:
        """Return a query on one field."""
        path, field = self.random.choice(SIMPLE_PATHS if self.chance(0.75) else OTHER_PATHS)
        match self.weighted(
            equal=12, order=7, differ=3, one_of=5, exists=2, text=3, any=3, all=2, test=2, fragment=2, rare=1
        ):
            case "equal":
                return f"{path} == {self.operand(field)}"
            case "differ":
                return f"{path} != {self.operand(field)}"
            case "order":
                return f"{path} {self.random.choice(('<', '<=', '>', '>='))} {self.operand(field)}"
            case "one_of":
                return f"{path}.one_of({self.items(field)})"
            case "exists":
                return f"{path}.exists()"
            case "text":
                flags = self.random.choice(("", "", ", flags=re.I"))
                method = self.random.choice(("matches", "search"))
                return f"{path}.{method}({self.random.choice(PATTERNS)}{flags})"
            case "any" | "all" as method:
                return f"{path}.{method}({self.elements(field)})"
            case "test":
                return f"{path}.test({self.random.choice(TESTS)})"
            case "fragment":
                start = self.random.choice(("Query()", "Query()", "where('place')", path))
                fragment = f"{{'{field}': {self.value(field)}}}"
                return f"{start}.fragment({self.random.choice((fragment, self.document(), '{}'))})"
            case _:
                rare = ("Query().noop()", path, "Query()", f"{path}.matches('(')", f"{path}.map(len) > 1")
                return self.random.choice(rare)

    def items(self, field: str) -> str:
        """Return what is handed to `one_of`: most often a list."""
        items = ", ".join(self.operand(field) for _ in range(self.random.randint(0, 3)))
        match self.weighted(list=12, tuple=2, odd=4):
            case "list":
                return f"[{items}]"
            case "tuple":
                return f"({items},)" if items else "()"
            case _:
                return self.random.choice(ITEMS)

    def elements(self, field: str) -> str:
        """Return what is handed to `any` and `all`: a list or a query for the elements."""
        return self.random.choice((*ELEMENTS, self.items(field)))

    # Small choices

    def table(self) -> str:
        """Return a table: under its name, as the default one, or one taken hold of earlier."""
        [name] = self.random.choices(TABLES, HOW_OFTEN)
        return self.random.choice((f"t({name!r})",) * 8 + ("db", f"kept({name!r})"))

    def value(self, field: str) -> str:
        """Return a value for a field, seldom an odd one."""
        usual = SIDES if field == "side" else USUAL.get(field)
        if usual is None or self.chance(self.oddness):
            return self.any_value()
        return self.random.choice(usual)

    def operand(self, field: str) -> str:
        """Return what a field is compared with, which need not be a value that a document can have."""
        if field == "n" and self.chance(0.03):
            return "float('nan')"
        return self.random.choice(ODD_OPERANDS) if self.chance(0.02) else self.value(field)

    def any_value(self) -> str:
        """Return a value of any type."""
        return self.random.choice(ANYTHING)

    def id(self) -> str:
        """Return a document's number, seldom an odd one."""
        return self.random.choice(ODD_IDS) if self.chance(0.15) else self.small_id()

    def small_id(self) -> str:
        """Return a number that a document may well have."""
        return (
            self.random.choice(("0", "-3", "10**12"))
            if self.chance(0.03)
            else str(self.random.randint(1, 30))
        )

    def ids(self) -> str:
        """Return several numbers."""
        ids = ", ".join(self.id() for _ in range(self.random.randint(0, 4)))
        return f"iter([{ids}])" if self.chance(0.1) else f"[{ids}]"

    def chance(self, share: float) -> bool:
        """Tell with a probability."""
        return self.random.random() < share

    def weighted(self, **weights: int) -> str:
        """Return one of the names, the heavier the more often."""
        return self.random.choices([*weights], [*weights.values()])[0]
