"""What is wrong with an input: where, what was found, what was expected, and a code for programs."""

from __future__ import annotations


class IamEvalError(ValueError):
    """An input that cannot be used. Its text is the whole message.

    >>> import iam_eval
    >>> try:
    ...     iam_eval.PolicySet({"Statement": {"Effect": "allow"}})
    ... except iam_eval.PolicyError as error:
    ...     print(error.code, error.source, error.line, error.column)
    effect identity[0] 3 16

    Attributes:
        source: the document, as messages call it: ``identity[0]``, a file's name.
        line, column: the place in its text, counted from 1, where there is one.
        code: a word for programs that stays the same when the message changes.
        found, expected: the two halves of the message, where it has them.
    """

    def __init__(
        self,
        message: str,
        source: str | None = None,
        line: int | None = None,
        column: int | None = None,
        code: str | None = None,
        found: str | None = None,
        expected: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.line = line
        self.column = column
        self.code = code
        self.found = found
        self.expected = expected

    def __reduce__(self) -> tuple[object, ...]:
        parts = (self.message, self.source, self.line, self.column, self.code, self.found, self.expected)
        return type(self), parts


class PolicyError(IamEvalError):
    """A document that is not a valid policy, or policies that don't go together."""


class RequestError(IamEvalError):
    """A principal, an action, a resource or a context that is malformed."""


class InputError(IamEvalError):
    """A dump, a bundle, a scenario, a table or an option that cannot be read."""
