"""AWS IAM policy evaluation: documents, requests and every layer in, a decision and its reason out.

>>> import iam_eval
>>> policies = iam_eval.PolicySet(
...     identity={"Version": "2012-10-17", "Statement": [
...         {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
...         {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}]})
>>> alice = "arn:aws:iam::111122223333:user/alice"
>>> policies.evaluate(alice, "s3:GetObject", "arn:aws:s3:::bucket/key")
<Decision.ALLOWED: 'allowed'>
>>> policies.explain(alice, "s3:DeleteObject", "arn:aws:s3:::bucket/key").deciding
[<Statement Deny statement "NoDelete", identity[0]:9:5>]

Documents are JSON texts, bytes, or what ``json.loads`` makes of them. What cannot be understood raises an
:class:`IamEvalError` with its place: there is never a decision about less than what was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ._decision import Decision, PartialDecision
from ._errors import IamEvalError, InputError, PolicyError, RequestError
from ._native import (
    Answer,
    BatchEvaluator,
    Chain,
    Comparison,
    Explanation,
    Finding,
    Grant,
    Holder,
    Matrix,
    Outsider,
    PolicySet,
    Reason,
    RecordBatch,
    RestoreReport,
    Statement,
    Step,
    WhoCan,
    Witness,
    actions,
    apply_fixes,
    compare,
    evaluate_scenario,
    read_principals,
    restore_check,
    restore_sets,
    validate,
    version,
    who_can,
)

if TYPE_CHECKING:
    from .types import ArrowTable, Context, Document

__all__ = [
    "Answer",
    "BatchEvaluator",
    "Chain",
    "Comparison",
    "Decision",
    "Explanation",
    "Finding",
    "Grant",
    "Holder",
    "IamEvalError",
    "InputError",
    "Matrix",
    "Outsider",
    "PartialDecision",
    "PolicyError",
    "PolicySet",
    "Reason",
    "RecordBatch",
    "RequestError",
    "RestoreReport",
    "Statement",
    "Step",
    "WhoCan",
    "Witness",
    "actions",
    "apply_fixes",
    "compare",
    "evaluate_batch",
    "evaluate_scenario",
    "evaluate_scenarios",
    "matrix",
    "read_principals",
    "restore_check",
    "restore_sets",
    "validate",
    "who_can",
]

__version__ = version()


def evaluate_batch(data: ArrowTable, *, statements: bool = True) -> RecordBatch:
    """Answers a table of requests, row by row.

    ``data`` is anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``: a pyarrow table or record batch, a
    polars or pandas data frame, a DuckDB relation. Its columns:

    ==================== =======================================================================
    ``policies``         the identity-based policies: a text, or a list of texts
    ``principal``        who asks, as in :meth:`PolicySet.evaluate`
    ``action``           for what
    ``resource``         on what: an ARN, or ``*``
    ``context``          may be absent: a JSON text, or a map of keys to a value or to a list of values
    ``resource_account`` may be absent: the account that owns the resource
    ``boundary``, ``session``, ``scps``, ``resource_policy``, ``trust_policy``, ``rcps``, ``vpc_endpoint``
                         may be absent: the other layers, a text each, but for ``session`` (a text or a list of
                         texts) and ``scps`` and ``rcps`` (lists of levels, each a list of texts)
    ==================== =======================================================================

    Null in a layer is no policy of that layer; null in ``policies`` is an error, and so is a misspelt type of
    column. Columns with other names are not looked at.

    The answer has a row for each row, in their order: ``decision``; ``statement``, one on which the decision rests
    (not with ``statements=False``, which is faster); ``error``, where there is no decision. A row that cannot be
    answered never keeps others from being answered.

    Each distinct text is compiled once, and kept within bounds. It is fastest where texts that repeat are
    dictionary-encoded (``column.dictionary_encode()`` of pyarrow, categoricals of polars).

    >>> import pyarrow
    >>> table = pyarrow.table({
    ...     "policies": ['{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}', "{}"],
    ...     "principal": ["arn:aws:iam::111122223333:user/alice"] * 2,
    ...     "action": ["s3:GetObject"] * 2,
    ...     "resource": ["arn:aws:s3:::bucket/key"] * 2})
    >>> for row in iam_eval.evaluate_batch(table).to_pylist():  # doctest: +ELLIPSIS
    ...     print(row)
    {'decision': 'allowed', 'statement': 'statement 0, policies:1:15', 'error': None}
    {'decision': None, 'statement': None, 'error': 'policies:1:1: found a document without `Statement`, ...}
    """
    return BatchEvaluator(statements=statements).evaluate(data)


def matrix(
    policies: ArrowTable | Iterable[PolicySet],
    actions: Iterable[str],
    *,
    principal: str | None = None,
    resource: str = "*",
    context: Context | None = None,
    resource_account: str | None = None,
    form: str = "long",
) -> RecordBatch:
    """Decides every action for every row of a table of policies, or for every PolicySet.

    The table's columns are those of :func:`evaluate_batch` with policies, and ``principal`` unless the argument gives
    one. With ``form="long"`` the answer has a row for each row and action: ``row``, ``action``, ``decision``,
    ``error``. With ``form="bits"`` it has a row for each row: ``allowed`` and ``explicitly_denied``, a bit for each
    action in the order of :attr:`Matrix.actions`, the lowest bit of a byte first. To ask several questions about the
    same policies, keep a :class:`Matrix`.

    >>> s3 = iam_eval.PolicySet({"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}})
    >>> alice = "arn:aws:iam::111122223333:user/alice"
    >>> answer = iam_eval.matrix([s3], ["s3:PutObject", "s3:GetObject"], principal=alice)
    >>> [(row["action"], row["decision"]) for row in answer.to_pylist()]
    [('s3:GetObject', 'allowed'), ('s3:PutObject', 'implicitDeny')]
    """
    compiled = Matrix(policies, actions)
    return compiled.decide(principal, resource, context, resource_account=resource_account, form=form)


def evaluate_scenarios(scenarios: Iterable[Document]) -> Iterator[Answer]:
    """Answers scenarios one after the other: lines of a JSON Lines file, or dicts.

    ``docs/conformance.md`` describes the format. A scenario that cannot be answered has its ``error``.

    >>> scenario = {"id": "a", "request": {"principal": "arn:aws:iam::111122223333:user/alice",
    ...             "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}, "policies": {"identity": []}}
    >>> [(answer.id, str(answer.decision)) for answer in iam_eval.evaluate_scenarios([scenario])]
    [('a', 'implicitDeny')]
    """
    for scenario in scenarios:
        yield evaluate_scenario(scenario)
