"""Registered regulations in the form of the law files, to be taken over into them."""

import json
from collections.abc import Iterator
from datetime import date

from allocations.rules.law import Act, Article, Law, Value

TEXTS = ("title", "bwb", "signed", "published", "staatscourant", "stage", "url")


def registered_part(law: Law, of_the_file: Law) -> str:
    """Write what a law has besides its file, as lines to append to that.

    Empty where there is nothing.
    """
    acts = [act for key, act in law.acts.items() if key not in of_the_file.acts]
    if not acts:
        return ""
    return "\n".join(_lines(law, acts))


def _lines(law: Law, acts: list[Act]) -> Iterator[str]:
    yield f"# {law.code}.toml: regulations that were registered and approved since."
    yield ""
    for act in acts:
        yield f"[acts.{act.key}]"
        for name in TEXTS:
            if content := getattr(act, name):
                yield f"{name} = {_written(content)}"
        yield ""
    found = [*_values(law, acts)]
    keys = _keys([value.article for _, value in found])
    for article, key in keys.items():
        yield f"[articles.{key}]"
        yield f"act = {_written(article.act.key)}"
        yield f"article = {_written(article.article)}"
        yield ""
    for parameter, value in found:
        yield from _value(parameter, value, keys[value.article])


def _values(law: Law, acts: list[Act]) -> Iterator[tuple[str, Value]]:
    for key, parameter in law.parameters.items():
        for value in parameter.values:
            if value.article.act in acts:
                yield key, value


def _keys(articles: list[Article]) -> dict[Article, str]:
    distinct = dict.fromkeys(articles)
    return {each: f"{each.act.key}_{number}" for number, each in enumerate(distinct, 1)}


def _value(parameter: str, value: Value, article: str) -> Iterator[str]:
    yield "[[values]]"
    yield f"parameter = {_written(parameter)}"
    yield f"from = {value.since}"
    yield f"until = {value.until}"
    yield f"value = {value.value:f}"
    yield f"article = {_written(article)}"
    if value.note:
        yield f"note = {_written(value.note)}"
    yield ""


def _written(content: str | date) -> str:
    """Write a day, or a text: TOML takes the strings of JSON, but for one character."""
    if isinstance(content, date):
        return str(content)
    return json.dumps(content, ensure_ascii=False).replace("\x7f", "\\u007f")
