"""Reading a YAML file so that every complaint names its line, and the id it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import yaml


class RulebookError(Exception):
    """What is wrong with a rule book: one Chinese sentence each, in the order of the lines."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Reading:
    """One reading of one file; it goes on after a mistake, so that all are named at once."""

    def __init__(self, *, whole: str = "规则书", part: str = "条款") -> None:
        """whole, part: what the file and its entries are called on screen."""
        self._problems: list[tuple[int, str]] = []
        self._whole, self._part = whole, part

    def open(self, text: str, known: Collection[str]) -> Entry:
        """The outermost mapping. Raises RulebookError where the file is no YAML or no mapping."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as failure:
            line = failure.problem_mark.line + 1 if failure.problem_mark else 1
            raise RulebookError([f"第 {line} 行：不是合格的 YAML（{failure.problem}）"]) from failure
        except yaml.YAMLError as failure:
            raise RulebookError([f"不是合格的 YAML（{failure}）"]) from failure
        if not isinstance(root, yaml.MappingNode):
            raise RulebookError([f"第 1 行：{self._whole}应为“项: 值”的列表"])
        return Entry(self, root, known)

    def wrong(self, line: int, name: str, message: str) -> None:
        self._problems.append((line, f"第 {line} 行{f'（{self._part} {name}）' if name else ''}：{message}"))

    def finish(self) -> None:
        """Raises RulebookError where anything was wrong."""
        if self._problems:
            raise RulebookError([text for _, text in sorted(dict.fromkeys(self._problems))])


class Entry:
    """One mapping of the file. `name` is the id said with its mistakes."""

    def __init__(self, reading: Reading, node: yaml.MappingNode, known: Collection[str], name: str = "") -> None:
        self.reading, self.name = reading, name
        self.line = line_of(node)
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            said = key.value if isinstance(key, yaml.ScalarNode) else ""
            if said not in known:
                reading.wrong(line_of(key), name, f"不认识的项“{said}”")
            if said in self._nodes:
                reading.wrong(line_of(key), name, f"“{said}”写了两次")
            self._nodes[said] = value

    def has(self, key: str) -> bool:
        return key in self._nodes

    def wrong(self, key: str, message: str) -> None:
        line = line_of(self._nodes[key]) if key in self._nodes else self.line
        self.reading.wrong(line, self.name, message)

    def check(self, key: str, rule: Callable[[], object]) -> None:
        """Run `rule`; the sentence of its ValueError is said of this key."""
        try:
            rule()
        except ValueError as failure:
            self.wrong(key, str(failure))

    def text(self, key: str, *, most: int = 4000, required: bool = True) -> str:
        """A text as it was written (1.10 stays 1.10), at most so many characters."""
        node = self._nodes.get(key)
        if node is not None and not isinstance(node, yaml.ScalarNode):
            self.wrong(key, f"“{key}”应为文字")
            return ""
        value = node.value.strip() if node is not None else ""
        if required and not value:
            self.wrong(key, f"缺少“{key}”")
        if len(value) > most:
            self.wrong(key, f"“{key}”不能超过 {most} 个字")
        return str(value)

    def choice(self, key: str, choices: Collection[str]) -> str:
        """One of the choices; "" where the key is left out and may be."""
        value = self.text(key, required="" not in choices)
        if value and value not in choices:
            self.wrong(key, f"不认识的 {key}“{value}”，应为 {'、'.join(filter(None, choices))}")
            return ""
        return value

    def date(self, key: str) -> date:
        value = self.text(key)
        try:
            return date.fromisoformat(value)
        except ValueError:
            if value:
                self.wrong(key, f"“{value}”不是日期，应如 2017-11-20")
            return date.min

    def number(self, key: str, *, least: int) -> int:
        value = self.text(key)
        if not value.isascii() or not value.isdecimal() or int(value) < least:
            if value:
                self.wrong(key, f"“{key}”应为不小于 {least} 的整数")
            return least
        return int(value)

    def plain(self, key: str, kind: type) -> Any:
        """What stands there as plain values; an empty one of `kind` (dict or list) where nothing does."""
        node = self._nodes.get(key)
        if node is None:
            return kind()
        try:
            value = yaml.constructor.SafeConstructor().construct_document(node)
            json.dumps(value)
        except (yaml.YAMLError, TypeError, ValueError):
            self.wrong(key, f"“{key}”只能写文字、数字、列表和“项: 值”")
            return kind()
        if not isinstance(value, kind):
            self.wrong(key, f"“{key}”的写法不对")
            return kind()
        return value

    def entry(self, key: str, known: Collection[str]) -> Entry:
        node = self._nodes[key]
        if not isinstance(node, yaml.MappingNode):
            self.wrong(key, f"“{key}”应为“项: 值”的列表")
            node = yaml.MappingNode("", [], node.start_mark, node.end_mark)
        return Entry(self.reading, node, known, self.name)

    def entries(self, key: str, known: Collection[str]) -> list[Entry]:
        """The mappings of a list."""
        node = self._nodes.get(key)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(key, f"缺少“{key}”的列表")
            return []
        found = [Entry(self.reading, item, known) for item in node.value if isinstance(item, yaml.MappingNode)]
        for item in node.value:
            if not isinstance(item, yaml.MappingNode):
                self.reading.wrong(line_of(item), "", f"“{key}”的每一条应为“项: 值”的列表")
        return found


def line_of(node: yaml.Node) -> int:
    """The line of the file, from 1."""
    return int(node.start_mark.line) + 1
