"""TinyDB as ever on the outside; underneath, two logs that lose nothing and are never taken for others."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from trainer_tui.domain.errors import StoreError
from trainer_tui.files import Disk
from trainer_tui.storage.database import Database, open_database
from trainer_tui.storage.frames import BLOCK, START, Header
from trainer_tui.storage.tables import JournalTable


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = open_database(path)
    yield opened
    opened.close()


def _families(database: Database) -> list[str]:
    return [document["family"] for document in database.table("athletes")]


def _add(database: Database, *families: str) -> None:
    for family in families:
        database.table("athletes").insert({"family": family})


def _reopened(database: Database) -> Database:
    """Close a database and open its file again as its writer."""
    database.close()
    again = open_database(database.storage.path)
    assert not again.read_only
    return again


def _twin(path: Path) -> Path:
    return path.with_name("records.tdb.twin")


def test_what_was_written_is_there_after_reopening(database: Database) -> None:
    ortiz = {"family": "Ortiz", "alerts": ["asthma"], "height_cm": 171.5, "note": "Å\nend\u2028, “so”"}
    row = database.table("athletes").insert(ortiz)

    again = _reopened(database)
    assert again.table("athletes").get(doc_id=row) == ortiz
    assert again.report == []


def test_text_that_is_not_whole_unicode_comes_back_as_it_was(database: Database) -> None:
    _add(database, "half a pair \udcff and é")

    assert _families(_reopened(database)) == ["half a pair \udcff and é"]


def test_a_plain_file_can_be_read_by_eye_with_a_document_a_line(database: Database, path: Path) -> None:
    database.table("athletes").insert_multiple([{"family": "Ortiz"}, {"family": "Bäker"}])
    database.table("notes").insert({})

    for file in (path, _twin(path)):
        content = file.read_bytes()
        assert '"athletes"\t1\t{"family":"Ortiz"}\n"athletes"\t2\t{"family":"Bäker"}'.encode() in content
        assert b'"notes"\t1\t{}' in content


def test_a_commit_costs_what_it_changes_and_two_waits_for_the_disk(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.table("athletes").insert_multiple(
        {"family": f"Athlete {n}", "note": "x" * 200} for n in range(300)
    )
    before, waits = path.stat().st_size, list[int]()
    sync = Disk.sync

    def noted(disk: Disk, handle: int) -> None:
        waits.append(handle)
        sync(disk, handle)

    monkeypatch.setattr(Disk, "sync", noted)
    _add(database, "Ortiz")

    assert path.stat().st_size - before < 80
    assert len(waits) == 2


def test_opening_alone_writes_no_file(database: Database, path: Path) -> None:
    assert database.tables() == set()
    assert not path.exists()


def test_only_the_owner_can_read_the_files(database: Database, path: Path) -> None:
    _add(database, "Ortiz", "Baker")
    database.compact()

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    names = ("records.tdb", "records.tdb.lock", "records.tdb.prev", "records.tdb.twin")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_compaction_leaves_what_is_live_and_keeps_the_state_before(database: Database, path: Path) -> None:
    _add(database, "Ortiz", "Baker", "Chen")
    for number in range(50):
        database.table("athletes").update({"note": f"{number}" * 100})
    database.table("athletes").remove(where("family") == "Chen")
    before = path.read_bytes()
    database.compact()

    assert path.stat().st_size < len(before) / 2
    assert path.with_name("records.tdb.prev").read_bytes() == before
    assert _families(open_database(path.with_name("records.tdb.prev"), read_only=True)) == ["Ortiz", "Baker"]
    _add(database, "Diaz")
    again = _reopened(database)
    assert (_families(again), again.report) == (["Ortiz", "Baker", "Diaz"], [])
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "records.tdb",
        "records.tdb.lock",
        "records.tdb.prev",
        "records.tdb.twin",
    ]


def test_where_a_file_cannot_have_two_names_the_state_before_is_copied(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(disk: Disk, path: Path, name: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Disk, "link", no_links)
    for family in ("Ortiz", "Baker"):
        _add(database, family)
        before = path.read_bytes()
        database.compact()

    assert path.with_name("records.tdb.prev").read_bytes() == before
    assert list(path.parent.glob("*.tmp")) == []


def test_a_new_generation_reaches_the_disk_before_its_name_and_the_name_before_the_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(database, "Ortiz")
    steps: list[str] = []
    sync, replace, sync_folder = Disk.sync, Disk.replace, Disk.sync_folder

    def noted_sync(disk: Disk, handle: int) -> None:
        steps.append("content")
        sync(disk, handle)

    def noted_replace(disk: Disk, source: Path, target: Path) -> None:
        steps.append(target.name)
        replace(disk, source, target)

    def noted_folder(disk: Disk, folder: Path) -> None:
        steps.append("folder")
        sync_folder(disk, folder)

    monkeypatch.setattr(Disk, "sync", noted_sync)
    monkeypatch.setattr(Disk, "replace", noted_replace)
    monkeypatch.setattr(Disk, "sync_folder", noted_folder)
    database.compact()

    main, twin = steps.index("records.tdb"), steps.index("records.tdb.twin")
    assert steps[0] == "content"
    assert any(name.startswith("records.tdb.") for name in steps[1:main])  # the former file has another name
    assert steps[main + 1] == "folder"
    assert "content" in steps[main:twin]
    assert steps[twin + 1] == "folder"


def test_several_tables_change_in_one_write(database: Database, path: Path) -> None:
    with database.transaction():
        database.table("athletes").insert({"family": "Ortiz"})
        database.table("incidents").insert({"kind": "injury"})
        assert not path.exists()
        assert len(database.table("athletes")) == 1

    with database.transaction():
        database.table("athletes").insert({"family": "Baker"})
        database.table("incidents").insert({"kind": "illness"})
    path.write_bytes(path.read_bytes()[:-1])
    _twin(path).unlink()
    again = _reopened(database)
    assert (len(again.table("athletes")), len(again.table("incidents"))) == (1, 1)


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
    before = path.read_bytes()
    database.table("athletes").update({"family": "Ortiz"}, where("family") == "Ortiz")
    database.table("athletes").remove(where("family") == "Baker")

    assert path.read_bytes() == before


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
    again = _reopened(database)
    assert (len(_families(again)), again.report) == (32, [])


@pytest.mark.parametrize("write", ["insert", "upsert"])
def test_no_other_thread_can_write_while_an_id_is_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    taken = list[bool]()

    def next_id(table: JournalTable) -> int:
        other = threading.Thread(target=lambda: taken.append(database.storage.mutex.acquire(blocking=False)))
        other.start()
        other.join()
        return 1

    monkeypatch.setattr(JournalTable, "_get_next_id", next_id)
    table = database.table("athletes")
    if write == "insert":
        table.insert({"family": "Ortiz"})
    else:
        table.upsert({"family": "Ortiz"}, where("family") == "Ortiz")

    assert taken == [False]


def _gone(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    path.write_text('{"_default": {"1": {"family": "Ortiz"}}}', encoding="utf-8")


def _not_text(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def _cut_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _broken_header(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    content[BLOCK + 50] ^= 1
    path.write_bytes(content)


UNREADABLE: list[tuple[Callable[[Path], None], str]] = [
    (_empty, "is empty"),
    (_foreign, "not a record file"),
    (_not_text, "not a record file"),
    (_cut_header, "neither copy of its header"),
    (_broken_header, "neither copy of its header"),
]


@pytest.mark.parametrize(("damage", "words"), [(_gone, "is missing"), *UNREADABLE])
def test_a_file_that_cannot_be_read_is_restored_from_the_twin_and_kept_as_it_was(
    database: Database, path: Path, damage: Callable[[Path], None], words: str
) -> None:
    _add(database, "Ortiz", "Baker")
    database.close()
    damage(path)
    before = path.read_bytes() if path.exists() else None

    again = open_database(path)
    assert _families(again) == ["Ortiz", "Baker"]
    (sentence,) = again.report
    assert words in sentence
    assert f"Everything was restored from the second copy, {_twin(path)}." in sentence
    aside = path.with_name("records.tdb.damaged")
    assert (aside.read_bytes() if aside.exists() else None) == before
    _add(again, "Chen")
    third = _reopened(again)
    assert (_families(third), third.report) == (["Ortiz", "Baker", "Chen"], [])


@pytest.mark.parametrize(("damage", "words"), UNREADABLE)
def test_a_file_that_cannot_be_read_without_a_twin_is_named_with_the_last_good_state_and_left_alone(
    database: Database, path: Path, damage: Callable[[Path], None], words: str
) -> None:
    _add(database, "Ortiz")
    database.compact()
    _add(database, "Baker")
    database.close()
    damage(path)
    _twin(path).unlink()
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}

    with pytest.raises(StoreError, match=words) as refused:
        open_database(path)
    assert str(path) in refused.value.message
    assert f"The last good state is {path}.prev" in refused.value.message
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_file_of_a_newer_version_is_not_replaced_by_the_twin_of_an_older_one(
    database: Database, path: Path
) -> None:
    _add(database, "Ortiz")
    database.close()
    content = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer_tui.storage.frames.VERSION", 2)
        path.write_bytes(Header("store", "file", 1, 1, 0).to_bytes() + content[START:])
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer version"):
        open_database(path)
    assert path.read_bytes() == before


def test_without_a_good_state_before_the_newest_good_backup_is_named(database: Database, path: Path) -> None:
    _add(database, "Ortiz")
    database.close()
    backups = path.parent / "backups"
    backups.mkdir()
    for name in ("records-20261007-080000.tdb", "records-20261008-080000.tdb"):
        (backups / name).write_bytes(path.read_bytes())
    (backups / "records-20261009-080000.tdb").write_bytes(b"damaged")
    path.write_bytes(b"")
    _twin(path).unlink()

    with pytest.raises(StoreError, match=r"The last good state is .*records-20261008-080000\.tdb"):
        open_database(path)


def test_records_that_have_gone_are_not_taken_for_a_first_start(database: Database, path: Path) -> None:
    _add(database, "Ortiz")
    database.compact()
    database.close()
    path.unlink()
    _twin(path).unlink()

    with pytest.raises(StoreError, match="is missing"):
        open_database(path)
    assert not path.exists()


def test_a_file_that_vanishes_while_open_is_written_again_by_the_next_save(
    database: Database, path: Path
) -> None:
    _add(database, "Ortiz")
    path.unlink()
    _add(database, "Baker")

    assert "had been removed" in database.report[0]
    again = _reopened(database)
    assert (_families(again), again.report) == (["Ortiz", "Baker"], [])


def test_a_file_that_is_damaged_while_open_is_kept_aside_and_written_again(
    database: Database, path: Path
) -> None:
    _add(database, "Ortiz")
    path.write_bytes(b"{}")
    _add(database, "Baker")

    assert path.with_name("records.tdb.damaged").read_bytes() == b"{}"
    assert "records.tdb.damaged" in database.report[0]
    again = _reopened(database)
    assert (_families(again), again.report) == (["Ortiz", "Baker"], [])


def test_a_second_database_on_the_same_file_only_reads_and_says_why(database: Database, path: Path) -> None:
    _add(database, "Ortiz")
    other = open_database(path)

    assert other.read_only
    assert f"another copy of the app (process {os.getpid()})" in other.report[0]
    with pytest.raises(StoreError, match="read-only"):
        _add(other, "Baker")
    _add(database, "Chen")
    assert other.refresh()
    assert _families(other) == ["Ortiz", "Chen"]


def test_a_file_that_another_program_has_written_is_not_overwritten(
    database: Database, path: Path, tmp_path: Path
) -> None:
    _add(database, "Ortiz")
    elsewhere = tmp_path / "elsewhere.tdb"  # where no lock keeps the other program from writing
    elsewhere.write_bytes(path.read_bytes())
    other = open_database(elsewhere)
    _add(other, "Baker")
    other.close()
    elsewhere.replace(path)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="Another program has changed"):
        _add(database, "Chen")
    assert _families(database) == ["Ortiz"]
    assert path.read_bytes() == before


def test_a_file_that_was_only_copied_over_itself_is_still_ours(database: Database, path: Path) -> None:
    _add(database, "Ortiz")
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(0, 0))
    _add(database, "Baker")

    assert _families(_reopened(database)) == ["Ortiz", "Baker"]


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

    reader.refresh()
    assert "is empty" in reader.report[0]
    assert _families(reader) == ["Ortiz"]
    _twin(path).unlink()
    path.write_bytes(b"{}")
    with pytest.raises(StoreError, match="is not a record file"):
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
            ours = _reopened(ours)
            stock._tables.clear()  # a table remembers the next id; a reopened one reads it again
            continue
        assert _take(ours, step, n) == _take(stock, step, n)
        assert _everything(ours) == _everything(stock)
    ours.close()
