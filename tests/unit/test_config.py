from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nasty import NASTY
from trainer_tui.config import Config, read_config, write_config
from trainer_tui.domain.errors import StoreError

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CONFIGS = st.builds(
    Config,
    theme=TEXT,
    user=TEXT,
    first_start_seen=st.booleans(),
    call_back=TEXT,
    second_copy=TEXT,
    backup_folder=TEXT,
    packs=st.lists(TEXT).map(tuple),
    lock_after=st.integers(0),
    pin_tries=st.integers(0, 2**63),
    initials_only=st.booleans(),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@given(config=CONFIGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_is_read_back(config: Config, path: Path) -> None:
    write_config(path, config)
    loaded = read_config(path)
    assert loaded.config == config
    assert loaded.warnings == ()


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_survives(text: str, path: Path) -> None:
    config = Config(user=text, packs=(text, text))
    write_config(path, config)
    assert read_config(path).config == config


def test_without_a_file_the_defaults_hold_in_silence(path: Path) -> None:
    loaded = read_config(path)
    assert loaded.config == Config()
    assert loaded.warnings == ()


def test_an_unknown_setting_is_named_and_the_rest_is_taken(path: Path) -> None:
    path.write_text('colour = "red"\nfirst_start_seen = true\n[section]\nkey = 1\n')
    loaded = read_config(path)
    assert loaded.config == Config(first_start_seen=True)
    assert [warning.partition(": ")[2] for warning in loaded.warnings] == [
        "there is no setting 'colour'; it is ignored.",
        "there is no setting 'section'; it is ignored.",
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("theme = 1", "'theme' must be a text in quotes"),
        ('first_start_seen = "yes"', "'first_start_seen' must be true or false"),
        ("first_start_seen = 1", "'first_start_seen' must be true or false"),
        ("second_copy = false", "'second_copy' must be a text in quotes"),
        ("backup_folder = []", "'backup_folder' must be a text in quotes"),
        ('packs = "one"', "'packs' must be a list of texts"),
        ("packs = [1]", "'packs' must be a list of texts"),
        ('theme = ["dark"]', "'theme' must be a text in quotes"),
    ],
)
def test_a_setting_of_the_wrong_kind_has_its_default(line: str, wanted: str, path: Path) -> None:
    path.write_text(f'{line}\nuser = "Dana"\n')
    loaded = read_config(path)
    assert loaded.config == Config(user="Dana")
    assert [wanted in warning for warning in loaded.warnings] == [True]


@pytest.mark.parametrize("content", [b"theme = ", b"= = =", b"\xff\xfe\x00", b"theme = 'a'\ntheme = 'b'\n"])
def test_a_damaged_file_gives_defaults_and_a_sentence(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    loaded = read_config(path)
    assert loaded.config == Config()
    assert len(loaded.warnings) == 1
    assert str(path) in loaded.warnings[0]
    assert "the defaults are used" in loaded.warnings[0]


def test_something_that_is_no_file_gives_defaults_and_a_sentence(path: Path) -> None:
    path.mkdir()
    loaded = read_config(path)
    assert loaded.config == Config()
    assert "the defaults are used" in loaded.warnings[0]


def test_a_damaged_file_is_kept_when_settings_are_written(path: Path) -> None:
    path.write_text('theme = "dark"\nthis is not TOML\n')
    write_config(path, Config(user="Dana"))
    assert read_config(path).config == Config(user="Dana")
    assert "this is not TOML" in path.with_name("config.toml.damaged").read_text()


def test_the_file_is_for_its_owner_alone_and_nothing_else_is_left(path: Path) -> None:
    path.write_text("")
    path.chmod(0o644)
    path.with_name("config.toml.tmp").write_text("cut off")
    write_config(path, Config())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.glob("config*")) == [path]


def test_settings_that_cannot_be_written_are_a_sentence_and_leave_the_old_ones(path: Path) -> None:
    write_config(path, Config(user="Dana"))
    path.with_name("config.toml.tmp").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        write_config(path, Config(user="Kim"))
    assert read_config(path).config == Config(user="Dana")
    with pytest.raises(StoreError, match="cannot be written"):
        write_config(path.parent / "missing" / "config.toml", Config())


def test_a_name_that_is_no_text_leaves_the_old_settings(path: Path) -> None:
    write_config(path, Config(user="Dana"))
    with pytest.raises(StoreError, match="not text"):
        write_config(path, Config(packs=("/media/\udcff",)))
    assert read_config(path).config == Config(user="Dana")


@pytest.mark.parametrize("value", ["-1", "true", "1.5", '"120"', "[120]"])
def test_a_time_is_a_whole_number_and_not_negative(value: str, path: Path) -> None:
    path.write_text(f"lock_after = {value}\n")
    loaded = read_config(path)
    assert loaded.config == Config()
    assert [warning.partition(": ")[2] for warning in loaded.warnings] == [
        "the setting 'lock_after' must be a whole number, 0 or more; its default is used."
    ]
