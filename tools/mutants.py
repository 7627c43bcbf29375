"""Small changes to a module, each of which some test ought to notice."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

#: What stands for an operator, in turn. The edge and the contrary of a comparison.
SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
#: Conditions that no other change turns round.
PLAIN = (ast.Name, ast.Attribute, ast.Call)
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """name: where and what was changed, the same as long as that place is; source: the whole changed module."""

    name: str
    source: bytes


def mutants(path: str, whole: bytes, only: str = "") -> list[Mutant]:
    """All of a module, in order. only: the name of a function, class or table beyond which nothing is changed."""
    found, names = [], Counter[str]()
    for node, scope, other in _changes(ast.parse(whole), ""):
        if only and only not in scope.split("."):
            continue
        before, after = _text(node), other if isinstance(other, str) else _text(other)
        name = f"{path} {scope}: {before} → {after}"
        names[name] += 1
        again = f" ({names[name]})" if names[name] > 1 else ""
        found.append(Mutant(name + again, _spliced(whole, node, after)))
    return found


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _spliced(whole: bytes, node: ast.AST, text: str) -> bytes:
    """The module with other words in the place of the node. Columns of the syntax tree are bytes."""
    lines = whole.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset  # type: ignore[attr-defined]
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset  # type: ignore[attr-defined]
    words = f"({text})" if isinstance(node, ast.expr) else text
    return whole[:start] + words.encode() + whole[end:]


def _changes(node: ast.AST, scope: str) -> Iterator[tuple[ast.AST, str, ast.AST | str]]:
    """(node, where it stands, what to put there), from the outside in. Annotations and texts stay as they are."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        scope = f"{scope}.{node.name}".strip(".")
        children: list[ast.AST] = [*node.body, *_defaults(node)]
    elif isinstance(node, ast.AnnAssign):
        scope = f"{scope}.{_text(node.target)}".strip(".")
        children = [node.value] if node.value else []
    elif isinstance(node, ast.JoinedStr):
        children = []
    else:
        if isinstance(node, ast.Assign):
            scope = f"{scope}.{_text(node.targets[0])}".strip(".")
        children = list(ast.iter_child_nodes(node))
        yield from ((node, scope, other) for other in _others(node))
        tests = getattr(node, "ifs", [getattr(node, "test", None)])
        yield from ((test, scope, f"not {_text(test)}") for test in tests if isinstance(test, PLAIN))
    for child in children:
        yield from _changes(child, scope)


def _defaults(node: ast.FunctionDef | ast.ClassDef) -> list[ast.expr]:
    if isinstance(node, ast.ClassDef):
        return []
    return [*node.args.defaults, *filter(None, node.args.kw_defaults)]


def _with(node: ast.AST, **parts: object) -> ast.AST:
    changed = copy.copy(node)
    for name, part in parts.items():
        setattr(changed, name, part)
    return changed


def _others(node: ast.AST) -> Iterator[ast.AST | str]:
    """What may stand in the place of one node."""
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield from (_with(node, ops=[*ops[:place], other(), *ops[place + 1 :]]) for other in SWAPS[type(op)])
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            yield from (_with(node, op=other()) for other in SWAPS.get(type(op), ()))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield str(value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield _with(node, func=ast.Name(CALLS[name], ast.Load()))
        case ast.Set() | ast.Dict():
            yield from _with_one_less(node)
        case ast.Return(value=value) if value is not None and _text(value) not in ("None", "False"):
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield "pass"


def _with_one_less(node: ast.Set | ast.Dict) -> Iterator[ast.AST]:
    """The set or table without one of its entries, in turn."""
    parts = ("elts",) if isinstance(node, ast.Set) else ("keys", "values")
    for place in range(len(getattr(node, parts[0]))):
        kept = {part: [one for at, one in enumerate(getattr(node, part)) if at != place] for part in parts}
        yield _with(node, **kept)
