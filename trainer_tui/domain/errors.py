"""Every failure a person can meet, as a sentence: what is wrong, where, and what to do."""

from __future__ import annotations


class TrainerError(Exception):
    """A failure with a sentence for the person; the root of all expected failures.

    `exit_code` is what the command line ends with when the failure reaches it.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(TrainerError):
    """The command was called in a way it does not understand."""

    exit_code = 2


class BadInput(TrainerError):
    """What was given cannot be taken; nothing was written."""

    exit_code = 3


class FieldError(BadInput):
    """One field of the input is wrong; `field` names it, `problem` says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class Unprintable(BadInput):
    """No font shows what some letters hold: `left_out` names them, `others` are the incidents of the rest."""

    def __init__(self, message: str, *, left_out: str, others: tuple[str, ...]) -> None:
        super().__init__(message)
        self.left_out = left_out
        self.others = others


class StoreError(TrainerError):
    """The store cannot be used: locked, damaged, read-only or full."""

    exit_code = 4


class NotFound(TrainerError):
    """There is no such thing."""

    exit_code = 5
