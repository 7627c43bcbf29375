"""python -m tools.warmed late|whole MODULE TEST …: run the tests once for each of several texts of one module.

Texts come as a JSON list on stdin, the first as it stands in the tree. For each a line is written as soon as it is
known: true where all tests pass, null where it cannot be tried like this. What all have in common is done but once, and
a copy of the process goes on from there to the end of the tests with each text in turn:
  late   all is imported and the tests are found; then the functions of the module get other bodies. Not for a text that
         changes anything else, and what was made of them before, in a table, stays.
  whole  from the import of the module on. Slower, and right for every text.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

#: Seconds of work after which a text hangs, and does not pass.
PATIENCE = float(os.environ.get("TRIAL_SECONDS", "30"))
#: Where a copy leaves what it imported from beyond the product, so that those after it find it there.
IMPORTED = Path("imported.json")


class Trial(MetaPathFinder, Loader):
    """Stands in the way of the import of one module; a plug-in of pytest. Answers go to the open file `out`."""

    def __init__(self, name: str, texts: Sequence[str], out: int, is_late: bool) -> None:
        self.name, self.texts, self.out, self.is_late = name, texts, out, is_late
        self.codes: list[CodeType] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        text = self.texts[0] if self.is_late else self.in_copies()
        code = compile(text, str(module.__file__), "exec")
        self.codes = list(_codes(code))
        exec(code, module.__dict__)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        if not self.is_late:
            return
        gc.unfreeze()
        known = {id(code): place for place, code in enumerate(self.codes)}
        living = [one for one in gc.get_objects() if type(one) is FunctionType and id(one.__code__) in known]
        gc.freeze()
        bodies = list(_codes(compile(self.in_copies(), self.name, "exec")))
        for function in living:
            function.__code__ = bodies[known[id(function.__code__)]]

    def in_copies(self) -> str:
        """Returns in copies of the process alone, in each with one text; the process itself ends here."""
        for text in self.texts:
            if self.is_late and _frame(text) != _frame(self.texts[0]):
                self.answer(None)
                continue
            if (copy := os.fork()) == 0:
                signal.setitimer(signal.ITIMER_PROF, PATIENCE)
                return text
            passed = os.waitpid(copy, 0)[1] == 0
            self.answer(passed)
            if not passed and text is self.texts[0]:
                break
            _warm()
        os._exit(0)

    def answer(self, passed: bool | None) -> None:
        os.write(self.out, f"{json.dumps(passed)}\n".encode())


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code and all within it, in order."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _frame(text: str) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """All of a module but what its functions do; where it is the same, they may get each other's bodies."""
    tree, code = ast.parse(text), compile(text, "", "exec")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = []
    return ast.dump(tree), [(one.co_qualname, one.co_freevars) for one in _codes(code)]


def _warm() -> None:
    """Import what a copy needed from beyond the product."""
    if not IMPORTED.exists():
        return
    for name in json.loads(IMPORTED.read_text()):
        if name not in sys.modules:
            with contextlib.suppress(Exception):  # what must wait for the product is left to the copies
                importlib.import_module(name)
    IMPORTED.unlink()


def main(how: str, path: str, tests: list[str]) -> None:
    out, ours = os.dup(1), {entry.stem for entry in Path().iterdir()}
    texts, nowhere = json.load(sys.stdin), os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if how == "late" and all(_frame(text) != _frame(texts[0]) for text in texts if text != texts[0]):
        os.write(out, b"null\n" * len(texts))
        return
    trial = Trial(path.removesuffix(".py").replace("/", "."), texts, out, is_late=how == "late")
    sys.meta_path.insert(0, trial)
    code = 1
    try:
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:faker", *tests], plugins=[trial])
        if code == 0 and not trial.is_late:
            IMPORTED.write_text(json.dumps([name for name in sys.modules if name.partition(".")[0] not in ours]))
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
