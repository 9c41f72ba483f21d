"""XPaths over the XML parts of a file, each compiled once."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lxml import etree


def finder(namespaces: Mapping[str, str]) -> Callable[[Any, str], list[Any]]:
    """What finds, from a node, all that an XPath with these prefixes leads to."""

    @cache
    def compiled(path: str) -> Any:
        return etree.XPath(path, namespaces=dict(namespaces))

    def find(node: Any, path: str) -> list[Any]:
        found: list[Any] = compiled(path)(node)
        return found

    return find
