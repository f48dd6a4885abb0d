"""What the functions of :mod:`iam_eval` take, for type checkers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal, Protocol, TypeAlias

__all__ = ["ArrowArrayExportable", "ArrowStreamExportable", "ArrowTable", "Context", "Document", "Extent", "Kind", "Scalar"]

Document: TypeAlias = "str | bytes | Mapping[str, Any]"
"""A JSON text, or what ``json.loads`` makes of one."""

Scalar: TypeAlias = "str | bool | int | float"

Context: TypeAlias = "Mapping[str, Scalar | Sequence[Scalar] | AbstractSet[str]]"
"""Condition keys with a value or several. Numbers and booleans are their texts."""

Kind: TypeAlias = Literal["identity", "boundary", "session", "scp", "rcp", "resource", "trust", "vpc_endpoint"]
"""What a document is used as."""

Extent: TypeAlias = Literal["all", "some", "conditional", "none", "denied"]
"""How far something may be done: on all of the resources that were asked about, on some, under conditions, not at all,
or not since a statement denies it."""


class ArrowArrayExportable(Protocol):
    """A record batch of any library."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]:
        """The capsules of the schema and the array."""
        ...


class ArrowStreamExportable(Protocol):
    """A table of any library."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The capsule of a stream."""
        ...


ArrowTable: TypeAlias = "ArrowArrayExportable | ArrowStreamExportable"
"""A table of any library that speaks the Arrow C data interface."""
