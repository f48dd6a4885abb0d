"""The answers to requests."""

from __future__ import annotations

from enum import Enum


class Decision(str, Enum):
    """AWS's answer to a request: the word that the AWS APIs use.

    Only ``ALLOWED`` is true, so that ``if policies.evaluate(...):`` means what it says.

    >>> from iam_eval import Decision
    >>> Decision.EXPLICIT_DENY == "explicitDeny", bool(Decision.EXPLICIT_DENY), str(Decision.ALLOWED)
    (True, False, 'allowed')
    """

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"

    def __bool__(self) -> bool:
        return self is Decision.ALLOWED

    def __str__(self) -> str:
        return self.value

    def __format__(self, spec: str) -> str:
        return format(self.value, spec)


class PartialDecision(str, Enum):
    """The answer to a request of which not everything is known. Only ``ALLOWED`` is true.

    ``DENIED`` is denied whatever the unknowns are, but whether explicitly depends on them.
    """

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"
    DENIED = "denied"
    DEPENDS = "depends"

    def __bool__(self) -> bool:
        return self is PartialDecision.ALLOWED

    def __str__(self) -> str:
        return self.value

    def __format__(self, spec: str) -> str:
        return format(self.value, spec)
