"""TinyDB as ever on the outside; underneath, a file that is replaced whole and never taken for another."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from trainer_tui.domain.errors import StoreError
from trainer_tui.storage.database import Database, open_database


@pytest.fixture
def database(path: Path) -> Database:
    return open_database(path)


def _families(database: Database) -> list[str]:
    return [document["family"] for document in database.table("athletes")]


def test_what_was_written_is_there_after_reopening(database: Database, path: Path) -> None:
    ortiz = {"family": "Ortiz", "alerts": ["asthma"], "height_cm": 171.5, "note": "Å\nend\u2028, “so”"}
    row = database.table("athletes").insert(ortiz)

    assert open_database(path).table("athletes").get(doc_id=row) == ortiz


def test_text_that_is_not_whole_unicode_comes_back_as_it_was(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "half a pair \udcff and é"})

    assert _families(open_database(path)) == ["half a pair \udcff and é"]


def test_the_file_is_plain_json_with_a_document_a_line(database: Database, path: Path) -> None:
    database.table("athletes").insert_multiple([{"family": "Ortiz"}, {"family": "Baker"}])
    database.table("notes").insert({})

    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["athletes"] == {"1": {"family": "Ortiz"}, "2": {"family": "Baker"}}
    assert content["notes"] == {"1": {}}
    assert '\n"2":{"family":"Baker"}\n' in path.read_text(encoding="utf-8")


def test_opening_alone_writes_no_file(database: Database, path: Path) -> None:
    assert database.tables() == set()
    assert not path.exists()


def test_only_the_owner_can_read_the_files(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    database.table("athletes").insert({"family": "Baker"})

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"records.tdb": 0o600, "records.tdb.prev": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_state_before_the_last_commit_is_kept(database: Database, path: Path) -> None:
    for family in ("Ortiz", "Baker", "Chen"):
        database.table("athletes").insert({"family": family})

    assert _families(open_database(path)) == ["Ortiz", "Baker", "Chen"]
    assert _families(open_database(path.with_name("records.tdb.prev"))) == ["Ortiz", "Baker"]


def test_where_a_file_cannot_have_two_names_the_state_before_is_copied(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    for family in ("Ortiz", "Baker", "Chen"):
        database.table("athletes").insert({"family": family})

    assert _families(open_database(path.with_name("records.tdb.prev"))) == ["Ortiz", "Baker"]
    assert sorted(file.name for file in path.parent.iterdir()) == ["records.tdb", "records.tdb.prev"]


def test_the_content_reaches_the_disk_before_the_name_and_the_name_before_the_answer(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if is_folder else f"content of {os.fstat(descriptor).st_size} bytes")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> Path:
        steps.append(target.name)
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    database.table("athletes").insert({"family": "Baker"})

    size = path.stat().st_size
    assert steps == [f"content of {size} bytes", "records.tdb.prev", "records.tdb", "folder"]


def test_several_tables_change_in_one_write(database: Database, path: Path) -> None:
    with database.transaction():
        database.table("athletes").insert({"family": "Ortiz"})
        database.table("incidents").insert({"kind": "injury"})
        assert not path.exists()
        assert len(database.table("athletes")) == 1

    assert open_database(path).tables() == {"athletes", "incidents"}
    assert not path.with_name("records.tdb.prev").exists()


def test_an_error_in_a_transaction_drops_all_of_it(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    before = path.read_bytes()

    def half() -> None:
        with database.transaction():
            database.table("athletes").update({"family": "Baker"})
            database.table("incidents").insert({"kind": "injury"})
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        half()
    assert _families(database) == ["Ortiz"]
    assert database.tables() == {"athletes"}
    assert path.read_bytes() == before


def test_an_error_in_an_inner_transaction_leaves_the_outer_one_as_it_was(database: Database) -> None:
    def inner() -> None:
        with database.transaction():
            database.table("athletes").insert({"family": "Baker"})
            raise RuntimeError("half-way")

    with database.transaction():
        database.table("athletes").insert({"family": "Ortiz"})
        with pytest.raises(RuntimeError, match="half-way"):
            inner()

    assert _families(database) == ["Ortiz"]


def test_an_update_that_fails_half_way_changes_nothing(database: Database) -> None:
    database.table("athletes").insert_multiple([{"family": "Ortiz", "n": 1}, {"family": "Baker"}])

    def add_one(document: Any) -> None:
        document["n"] += 1

    with pytest.raises(KeyError):
        database.table("athletes").update(add_one)
    assert database.table("athletes").all() == [{"family": "Ortiz", "n": 1}, {"family": "Baker"}]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes"])
def test_what_json_cannot_hold_is_refused_before_anything_is_written(
    database: Database, path: Path, value: object
) -> None:
    with pytest.raises((TypeError, ValueError)):
        database.table("athletes").insert({"family": value})

    assert len(database.table("athletes")) == 0
    assert not path.exists()


def test_a_change_that_changes_nothing_is_not_written(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    before = path.stat().st_ino
    database.table("athletes").update({"family": "Ortiz"}, where("family") == "Ortiz")
    database.table("athletes").remove(where("family") == "Baker")

    assert path.stat().st_ino == before


READERS: list[Callable[[Any], Any]] = [
    lambda table: table.all()[0],
    lambda table: next(iter(table)),
    lambda table: table.get(doc_id=1),
    lambda table: table.get(doc_ids=[1])[0],
    lambda table: table.get(where("family") == "Ortiz"),
    lambda table: table.search(where("family") == "Ortiz")[0],
]


@pytest.mark.parametrize("read", READERS)
def test_what_was_read_can_be_changed_without_changing_the_database(
    database: Database, read: Callable[[Any], Any]
) -> None:
    table = database.table("athletes")
    table.insert({"family": "Ortiz", "alerts": ["asthma"], "body": {"cm": 171}})
    found = read(table)
    found["alerts"].append("heart")
    found["body"]["cm"] = 0

    assert read(table) == {"family": "Ortiz", "alerts": ["asthma"], "body": {"cm": 171}}


def test_what_was_given_can_be_changed_without_changing_the_database(database: Database) -> None:
    alerts = ["asthma"]
    row = database.table("athletes").insert({"alerts": alerts})
    alerts.append("heart")

    assert database.table("athletes").get(doc_id=row) == {"alerts": ["asthma"]}


def test_reading_never_opens_the_file_again(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    path.unlink()

    assert database.table("athletes").search(where("family") == "Ortiz") == [{"family": "Ortiz"}]


def test_threads_that_write_at_once_lose_nothing(database: Database, path: Path) -> None:
    missing = list[str]()

    def write(name: str) -> None:
        for number in range(8):
            family = f"{name}{number}"
            database.table("athletes").insert({"family": family})
            if family not in _families(open_database(path, read_only=True)):
                missing.append(family)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert missing == []
    assert len(_families(open_database(path))) == 32


@pytest.mark.parametrize("write", ["insert", "upsert"])
def test_no_other_thread_can_write_while_an_id_is_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    taken = list[bool]()

    def next_id(table: Table) -> int:
        other = threading.Thread(target=lambda: taken.append(database.storage.mutex.acquire(blocking=False)))
        other.start()
        other.join()
        return 1

    monkeypatch.setattr(Table, "_get_next_id", next_id)
    table = database.table("athletes")
    if write == "insert":
        table.insert({"family": "Ortiz"})
    else:
        table.upsert({"family": "Ortiz"}, where("family") == "Ortiz")

    assert taken == [False]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    path.write_text('{"_default": {"1": {"family": "Ortiz"}}}', encoding="utf-8")


def _not_text(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _newer(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))


def _other_format(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"trainer-tui records", b"something else"))


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (_empty, "is empty"),
    (_foreign, "not a record file"),
    (_not_text, "not a record file"),
    (_half, "is damaged"),
    (_newer, "newer version"),
    (_other_format, "not a record file"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_a_file_that_is_not_whole_is_named_with_the_last_good_state_and_left_alone(
    database: Database, path: Path, damage: Callable[[Path], None], words: str
) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    database.table("athletes").insert({"family": "Baker"})
    damage(path)
    before = path.read_bytes()

    with pytest.raises(StoreError, match=words) as refused:
        open_database(path)
    assert str(path) in refused.value.message
    assert f"The last good state is {path}.prev" in refused.value.message
    assert path.read_bytes() == before


def test_without_a_good_state_before_the_newest_good_backup_is_named(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    backups = path.parent / "backups"
    backups.mkdir()
    for name in ("records-20261007-080000.tdb", "records-20261008-080000.tdb"):
        (backups / name).write_bytes(path.read_bytes())
    (backups / "records-20261009-080000.tdb").write_bytes(b"damaged")
    path.write_bytes(b"")

    with pytest.raises(StoreError, match=r"The last good state is .*records-20261008-080000\.tdb"):
        open_database(path)


def test_a_file_that_has_gone_is_not_taken_for_a_first_start(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    database.table("athletes").insert({"family": "Baker"})
    path.unlink()

    with pytest.raises(StoreError, match="is missing"):
        open_database(path)
    assert not path.exists()


def test_a_file_that_vanishes_while_open_is_written_again_by_the_next_save(
    database: Database, path: Path
) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    path.unlink()
    database.table("athletes").insert({"family": "Baker"})

    assert _families(open_database(path)) == ["Ortiz", "Baker"]
    assert "had been removed" in database.notes[0]


def test_a_file_that_is_damaged_while_open_is_kept_aside_and_written_again(
    database: Database, path: Path
) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    path.write_bytes(b"{}")
    database.table("athletes").insert({"family": "Baker"})

    assert _families(open_database(path)) == ["Ortiz", "Baker"]
    assert path.with_name("records.tdb.damaged").read_bytes() == b"{}"
    assert "records.tdb.damaged" in database.notes[0]


def test_a_file_that_another_program_has_written_is_not_overwritten(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    other = open_database(path)
    other.table("athletes").insert({"family": "Baker"})

    with pytest.raises(StoreError, match="Another program has changed"):
        database.table("athletes").insert({"family": "Chen"})
    assert _families(open_database(path)) == ["Ortiz", "Baker"]


def test_a_file_that_was_only_copied_over_itself_is_still_ours(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(0, 0))
    database.table("athletes").insert({"family": "Baker"})

    assert _families(open_database(path)) == ["Ortiz", "Baker"]


def test_another_folder_in_place_of_the_one_opened_is_refused(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    path.parent.rename(path.parent.with_name("taken away"))
    path.parent.mkdir()

    with pytest.raises(StoreError, match="no longer the one"):
        database.table("athletes").insert({"family": "Baker"})
    assert _families(database) == ["Ortiz"]
    assert list(path.parent.iterdir()) == []


def test_a_read_only_database_follows_the_writer_and_refuses_changes(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    reader = open_database(path, read_only=True)
    database.table("athletes").insert({"family": "Baker"})

    assert _families(reader) == ["Ortiz"]
    assert reader.refresh()
    assert not reader.refresh()
    assert _families(reader) == ["Ortiz", "Baker"]
    with pytest.raises(StoreError, match="read-only"):
        reader.table("athletes").insert({"family": "Chen"})


def test_a_reader_keeps_what_it_has_when_the_file_is_damaged(database: Database, path: Path) -> None:
    database.table("athletes").insert({"family": "Ortiz"})
    reader = open_database(path, read_only=True)
    path.write_bytes(b"")

    with pytest.raises(StoreError, match="is empty"):
        reader.refresh()
    assert _families(reader) == ["Ortiz"]


def test_a_closed_database_refuses_changes(database: Database) -> None:
    database.close()

    with pytest.raises(StoreError, match="closed"):
        database.table("athletes").insert({"family": "Ortiz"})


STEPS = st.one_of(
    st.tuples(st.just("insert"), st.integers(0, 3)),
    st.tuples(st.just("insert_multiple"), st.integers(0, 3)),
    st.tuples(st.just("insert_at"), st.integers(1, 6)),
    st.tuples(st.just("update"), st.integers(0, 3)),
    st.tuples(st.just("update_id"), st.integers(1, 6)),
    st.tuples(st.just("update_multiple"), st.integers(0, 3)),
    st.tuples(st.just("upsert"), st.integers(0, 3)),
    st.tuples(st.just("remove"), st.integers(0, 3)),
    st.tuples(st.just("remove_id"), st.integers(1, 6)),
    st.tuples(st.just("truncate"), st.just(0)),
    st.tuples(st.just("drop"), st.just(0)),
    st.tuples(st.just("reopen"), st.just(0)),
)


def _take(database: TinyDB, step: str, n: int) -> object:
    """Take a step and return its result, or the error it ended with."""
    table = database.table("t")
    ways: dict[str, Callable[[], object]] = {
        "insert": lambda: table.insert({"n": n, "list": [n]}),
        "insert_multiple": lambda: table.insert_multiple({"n": n + i} for i in range(3)),
        "insert_at": lambda: table.insert(Document({"n": 0}, doc_id=n)),
        "update": lambda: table.update({"m": n}, where("n") == n),
        "update_id": lambda: table.update({"n": 1}, doc_ids=[n]),
        "update_multiple": lambda: table.update_multiple(
            [({"m": 9}, where("n") == n), ({"n": 2}, where("m") == 9)]
        ),
        "upsert": lambda: table.upsert({"n": n, "up": True}, where("n") == n),
        "remove": lambda: table.remove(where("n") == n),
        "remove_id": lambda: table.remove(doc_ids=[n]),
        "truncate": lambda: table.truncate(),
        "drop": lambda: database.drop_table("t"),
    }
    try:
        return ways[step]()
    except (KeyError, ValueError) as error:
        return type(error)


def _everything(database: TinyDB) -> object:
    table = database.table("t")
    return (
        {document.doc_id: dict(document) for document in table},
        [table.search(where("n") == n) for n in range(4)],
        [table.count(where("m") >= n) for n in range(4)],
        [table.get(doc_id=n) for n in range(6)],
        [table.contains(where("up").exists()), len(table), database.tables()],
    )


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=12))
def test_every_step_gives_what_stock_tinydb_gives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("equal") / "records.tdb"
    ours, stock = open_database(path), TinyDB(storage=MemoryStorage)
    for step, n in steps:
        if step == "reopen":
            ours = open_database(path)
            stock._tables.clear()  # a table remembers the next id; a reopened one reads it again
            continue
        assert _take(ours, step, n) == _take(stock, step, n)
        assert _everything(ours) == _everything(stock)
