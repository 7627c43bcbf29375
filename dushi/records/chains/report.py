"""What verify_chain says, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from dushi.records.chain_models import ChainHead, ChainLink
from dushi.records.chains.appending import EMPTY
from dushi.records.chains.facts import town_path
from dushi.records.chains.verifying import Broken, Verdict, verify
from dushi.records.providers import providers


@dataclass(frozen=True)
class Line:
    text: str
    is_sound: bool = True


def report(heads: Iterable[str] = ()) -> Iterator[Line]:
    """A line per town and chain, then one per printed head that stands nowhere.

    heads: typed from paper, spaces do not matter. The heads that CHAIN_ANCHORS knows are looked for too.
    """
    typed = {"".join(head.split()).lower(): head for head in heads}
    missing = set(typed) - {EMPTY}
    chains = _chains()
    for town_id in sorted(chains):
        town = apps.get_model("town.Town").objects.filter(pk=town_id).first() or town_id
        printed = {hash_: label for provider in providers("CHAIN_ANCHORS") for label, hash_ in provider(town)}
        lost = set(printed)
        for chain in sorted(chains[town_id]):
            verdict = verify(town, chain, {*typed, *printed})
            missing &= set(verdict.lost)
            lost &= set(verdict.lost)
            yield Line(f"{town} {settings.CHAIN_NAMES.get(chain, chain)}：{said(verdict)}", verdict.broken is None)
        for hash_ in printed:
            if hash_ in lost:
                yield Line(f"{town} {printed[hash_]}印的链头 {hash_} 不在链上", False)
    for hash_, head in typed.items():
        yield Line(f"链头 {head} {'不在' if hash_ in missing else '在'}链上", hash_ not in missing)
    if not chains:
        yield Line("还没有链。")


def said(verdict: Verdict) -> str:
    """12 节，完好；链头 …; or where it is broken, and why."""
    if verdict.broken:
        return f"{broken_words(verdict.broken)}；之前 {verdict.count} 节完好"
    erased = f"，其中文字已清除 {verdict.erased} 处" if verdict.erased else ""
    return f"{verdict.count} 节，完好{erased}；链头 {verdict.head}"


def broken_words(broken: Broken) -> str:
    where = f"在第 {broken.seq} 节断开" if broken.seq else "有一条没有入链"
    what = f"（{_type_name(broken.object_type)} {broken.object_id}）" if broken.object_id else ""
    return f"{where}{what}：{broken.reason}"


def _type_name(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _chains() -> dict[int, set[str]]:
    """Town → names of its chains: those begun, and those in which its rows ought to have a link."""
    found: dict[int, set[str]] = {}
    for model in (ChainHead, ChainLink):
        for town_id, chain in model._base_manager.order_by().values_list("town_id", "chain").distinct():
            found.setdefault(town_id, set()).add(chain)
    for label, chain in settings.CHAINED_MODELS.items():
        rows: Any = apps.get_model(label)
        for town_id in rows._base_manager.order_by().values_list(f"{town_path(rows)}_id", flat=True).distinct():
            found.setdefault(town_id, set()).add(chain)
    return found
