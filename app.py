"""Start trainer_tui from its own folder: `python3 app.py`; run its tests: `python3 app.py test`.

The first start makes the environment `.venv` beside this file and installs into it what `pyproject.toml`
asks for, in the versions of `constraints.txt`; every later start goes straight to the `trainer-tui` command.
Only the standard library is used, because nothing else is there yet. Set-up speaks on stderr; it ends with 2
when this Python is too old and with 4 when the environment cannot be made.
"""

# A Python as old as 3.6 must be able to read this file, to be told in a sentence that it is too old: hence no
# `from __future__` and no newer syntax. What only a set-up needs is imported late: this runs at every start.
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
ENVIRONMENT = os.path.join(HERE, ".venv")
PYTHON = os.path.join(ENVIRONMENT, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
STAMP = os.path.join(ENVIRONMENT, "set-up.stamp")
LOG = os.path.join(ENVIRONMENT, "set-up.log")
PROJECT = os.path.join(HERE, "pyproject.toml")
CONSTRAINTS = os.path.join(HERE, "constraints.txt")

OLDEST_PYTHON = (3, 11)
STILL_ALIVE = 20  # seconds between two signs of life during a long download

WRONG_USAGE = 2
NOT_USABLE = 4

# Settings for other places: with them pip installs elsewhere, or takes for installed what .venv cannot see.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_PYTHON", "PIP_ROOT", "PIP_TARGET", "PIP_USER")

# What pip says -> what it means for the person; the first that is found counts.
DISK_FULL = "the disk is full; make some room, then start again"
NO_INDEX = "the package index cannot be reached; connect to the internet and start again"
REASONS = (
    ("No space left on device", DISK_FULL),
    ("CERTIFICATE_VERIFY_FAILED", "the network's certificate is not trusted; ask who runs the network"),
    ("connection broken by", NO_INDEX),
    ("timed out", NO_INDEX),
)


class SetUpError(Exception):
    """The environment cannot be made; the message is a sentence for the person."""


def main(arguments: "list[str]") -> int:
    """Set up what is missing, then become the command; returns only where a process cannot be replaced."""
    if sys.version_info < OLDEST_PYTHON:
        this = "{}.{}".format(*sys.version_info)
        say(f"Python 3.11 or newer is needed, and {sys.executable} is {this}. Please install a newer one.")
        return WRONG_USAGE
    testing = arguments[:1] == ["test"]
    try:
        prepare(*(["test"] if testing else []))
        return test(arguments[1:]) if testing else start(arguments)
    except SetUpError as problem:
        say(str(problem))
    except KeyboardInterrupt:
        say("Set-up was stopped; the next start begins it again.")
    return NOT_USABLE


def start(arguments: "list[str]") -> int:
    """Become the `trainer-tui` command."""
    # -P: like the installed command, never import from the folder the person happens to be in.
    command = "import sys; from trainer_tui.cli import main; sys.exit(main())"
    return become([PYTHON, "-P", "-c", command, *arguments])


def test(arguments: "list[str]") -> int:
    """Become pytest in this folder."""
    os.chdir(HERE)
    return become([PYTHON, "-m", "pytest", *arguments])


def become(command: "list[str]") -> int:
    """Replace this process by a command; on Windows, where that loses the console, wait for it instead."""
    try:
        if os.name == "nt":
            import subprocess

            return subprocess.call(command)
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        raise SetUpError(f"{command[0]} cannot be started: {error.strerror}.") from None


def prepare(*groups: str) -> None:
    """Make `.venv` ready for the app and for dependency groups of pyproject.toml; raises SetUpError."""
    if os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT):
        check_own(groups)
    elif not is_ready(groups):
        with open(__file__, "rb") as this:
            wait_for_others(this.fileno())
            if not is_ready(groups):
                set_up(set(groups), this.fileno())


def check_own(groups: "tuple[str, ...]") -> None:
    """Refuse what is incomplete when .venv's own Python runs this: it cannot be remade while it is in use."""
    from importlib.util import find_spec

    for name in ("pytest",) if groups else ("textual", "tinydb", "typst"):
        if find_spec(name) is None:
            raise SetUpError(f"{sys.executable} has no {name}. Start with a Python outside of .venv.")


def is_ready(groups: "tuple[str, ...]") -> bool:
    """Tell whether a finished set-up fits this checkout, this Python and these groups."""
    wanted, made = checksum(), read_stamp()
    return made is not None and made[0] == wanted and made[1].issuperset(groups)


def read_stamp() -> "tuple[str, set[str]] | None":
    """Return checksum and groups of the set-up; None when none was finished for this Python."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            version, base, crc, groups = file.read().splitlines()
    except (OSError, ValueError):
        return None
    # .venv only points to the Python it was made from, which may have been removed since.
    if version != sys.implementation.cache_tag or not os.path.exists(base) or not os.path.exists(PYTHON):
        return None
    return crc, set(groups.split())


def write_stamp(groups: "set[str]") -> None:
    """Note that the set-up is finished: the very last step, and all or nothing."""
    base = getattr(sys, "_base_executable", sys.executable)
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        file.write(f"{sys.implementation.cache_tag}\n{base}\n{checksum()}\n{' '.join(sorted(groups))}\n")
    os.replace(STAMP + ".new", STAMP)


def checksum() -> str:
    """Return the checksum of what decides which packages are installed."""
    from binascii import crc32

    crc = 0
    for path in (PROJECT, CONSTRAINTS):
        try:
            with open(path, "rb") as file:
                crc = crc32(file.read(), crc)
        except OSError as error:
            raise SetUpError(f"{path} cannot be read ({error.strerror}). Get this folder anew.") from None
    return f"{crc:08x}"


def wait_for_others(lock: int) -> None:
    """Let one start at a time set up; the lock goes with the last process that holds the file open."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(
            lock, 1 << 30, os.SEEK_SET
        )  # behind the end: a lock on the text would keep others from reading
        while True:
            try:
                return msvcrt.locking(lock, msvcrt.LK_LOCK, 1)
            except OSError:
                say("Another start is setting up; waiting for it.")
    else:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting up; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(groups: "set[str]", lock: int) -> None:
    """Bring `.venv` up to date, or make it anew when no finished set-up of this Python is there."""
    import time

    begin = time.monotonic()
    try:
        made = read_stamp()
        if made is None:
            say(f"First start: setting up in {ENVIRONMENT} (about 41 MB to download, once).")
            make_environment()
            install(requirements(groups), lock)
        else:
            say(f"Bringing {ENVIRONMENT} up to date.")
            groups |= made[1]
            update(groups, lock)
        finish(lock)
        write_stamp(groups)
    except OSError as error:
        raise SetUpError(
            f"{error.filename or ENVIRONMENT} cannot be made ({error.strerror}). "
            "Clear the way, or copy this folder to a place where you may write."
        ) from None
    say(f"Ready after {time.monotonic() - begin:.0f} s.")


def make_environment() -> None:
    """Make an empty `.venv`, in place of whatever stands there."""
    import venv

    try:
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=False).create(ENVIRONMENT)
    except ValueError as error:  # a file of that name, or a folder name that no search path can hold
        reason = str(error).rstrip(".")
        raise SetUpError(f"{ENVIRONMENT} cannot be made: {reason}.") from None


def update(groups: "set[str]", lock: int) -> None:
    """Install what has changed; an update that is cut off leaves no stamp, so that all is made anew."""
    os.replace(STAMP, STAMP + ".old")
    try:
        install(requirements(groups), lock)
    except SetUpError:
        os.replace(STAMP + ".old", STAMP)  # pip takes back what it could not finish
        raise


def requirements(groups: "set[str]") -> "list[str]":
    """Return the packages the app and the groups ask for, as pyproject.toml writes them."""
    import tomllib

    with open(PROJECT, "rb") as file:
        try:
            project = tomllib.load(file)
        except ValueError as error:
            raise SetUpError(f"{PROJECT} is damaged ({error}). Get this folder anew.") from None
    wanted = list(project["project"]["dependencies"])
    waiting = sorted(groups)
    while waiting:
        for item in project["dependency-groups"][waiting.pop()]:
            if isinstance(item, str):
                wanted.append(item)
            else:
                waiting.append(item["include-group"])
    return wanted


def install(packages: "list[str]", lock: int) -> None:
    """Install packages into `.venv` with pip; raises SetUpError with pip's reason."""
    if not packages:
        return
    say(f"Installing {len(packages)} packages and what they need.")
    options = ("--quiet", "--no-input", "--no-user", "--no-compile", "--disable-pip-version-check")
    if run([*pip(lock), "install", *options, "--constraint", CONSTRAINTS, *packages], lock) != 0:
        raise SetUpError(f"The packages could not be installed: {reason()}. pip's own words are in {LOG}.")


def pip(lock: int) -> "list[str]":
    """Return the command that installs into `.venv`: this Python's pip, or one that .venv gets itself."""
    from importlib.util import find_spec

    found = find_spec("pip")
    if found is not None and found.origin is not None:
        # What `pip --python` (22.3 and newer) runs. Without a process in between, a kill hits the installer.
        runner = os.path.join(os.path.dirname(found.origin), "__pip-runner__.py")
        if os.path.exists(runner):
            return [PYTHON, runner]
    if find_spec("ensurepip") is not None and run([PYTHON, "-m", "ensurepip"], lock) == 0:
        return [PYTHON, "-m", "pip"]
    raise SetUpError(
        f"Python's installer, pip, is missing from {sys.executable} or too old. "
        "Install it (on Debian and Ubuntu: sudo apt install python3-pip), then start again."
    )


def finish(lock: int) -> None:
    """Let .venv's Python find this package, and compile all: without bytecode a start takes 3 × as long."""
    import sysconfig

    library = sysconfig.get_path("purelib", "venv", {"base": ENVIRONMENT, "platbase": ENVIRONMENT})
    with open(os.path.join(library, "trainer_tui.pth"), "w", encoding="ascii") as file:
        # Relative, so that this folder may be moved and may have any name.
        file.write(os.path.relpath(HERE, library) + "\n")
    run([PYTHON, "-m", "compileall", "-q", "-j", "0", library, os.path.join(HERE, "trainer_tui")], lock)


def run(command: "list[str]", lock: int) -> int:
    """Run a step of the set-up, its output in the log; it holds the lock even if this process is killed."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    with open(LOG, "wb") as log:
        step = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            pass_fds=() if os.name == "nt" else (lock,),
        )
    seconds = 0
    try:
        while True:
            try:
                return step.wait(STILL_ALIVE)
            except subprocess.TimeoutExpired:
                seconds += STILL_ALIVE
                say(f"Still at it after {seconds} s.")
    finally:
        step.kill()  # when this process is interrupted; a step that has ended does not mind


def reason() -> str:
    """Return why pip failed, out of its log."""
    import re
    import shutil

    with open(LOG, encoding="utf-8", errors="replace") as file:
        text = file.read()
    for sign, meaning in REASONS:
        if sign in text:
            return meaning
    if shutil.disk_usage(ENVIRONMENT).free < 1 << 20:
        return DISK_FULL  # the log had no room either
    errors = [*re.finditer(r"^ERROR: (?!ResolutionImpossible)(.+)", text, re.MULTILINE)]
    return errors[-1][1].rstrip(".") if errors else "pip gave no reason"


def say(sentence: str) -> None:
    """Tell the person something, on stderr."""
    sys.stderr.write(f"trainer_tui: {sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
