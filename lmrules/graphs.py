"""Rings and order in a directed graph: nodes, and for each the nodes its edges lead to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


def components(graph: Mapping[T, Collection[T]]) -> Iterator[tuple[T, ...]]:
    """The strongly connected components (Tarjan 1972), each after every component its edges lead to.

    Nodes come in the order of ``graph``; an edge to a node that ``graph`` does not list is ignored.
    """
    number: dict[T, int] = {}
    low: dict[T, int] = {}
    stack: list[T] = []
    on_stack: set[T] = set()
    for root in graph:
        if root in number:
            continue
        # A stack of our own: a chain of ten thousand nodes must not reach Python's recursion limit.
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        walk = [(root, iter(graph[root]))]
        while walk:
            node, successors = walk[-1]
            for successor in successors:
                if successor not in graph:
                    continue
                if successor not in number:
                    number[successor] = low[successor] = len(number)
                    stack.append(successor)
                    on_stack.add(successor)
                    walk.append((successor, iter(graph[successor])))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], number[successor])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == number[node]:
                    component = [stack.pop()]
                    while component[-1] != node:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    yield tuple(reversed(component))


def path(
    graph: Mapping[T, Collection[T]], start: T, goal: T, among: Callable[[T], bool] = lambda _: True
) -> tuple[T, ...]:
    """A shortest path from ``start`` to ``goal`` over nodes that are ``among``; empty where there is none."""
    came_from: dict[T, T] = {}
    todo = [start]
    seen = {start}
    for node in todo:  # grows while it is walked
        if node == goal:
            break
        for successor in graph.get(node, ()):
            if successor not in seen and among(successor):
                seen.add(successor)
                came_from[successor] = node
                todo.append(successor)
    if goal not in seen:
        return ()
    found = [goal]
    while found[-1] != start:
        found.append(came_from[found[-1]])
    return tuple(reversed(found))


def rings(graph: Mapping[T, Collection[T]]) -> Iterator[tuple[T, ...]]:
    """A shortest ring through the first node of each component that has one: ``(a, b, c, a)``.

    One ring for each component: one wrong edge is reported once, however many rings it closes.
    """
    place = {node: index for index, node in enumerate(graph)}
    found: list[tuple[T, ...]] = []
    for component in components(graph):
        first = min(component, key=place.__getitem__)
        if first in graph[first]:
            found.append((first, first))
        elif len(component) > 1:
            inside = set(component)
            back = [path(graph, s, first, inside.__contains__) for s in graph[first] if s in inside]
            found.append((first, *min(back, key=len)))
        else:
            continue
    yield from sorted(found, key=lambda ring: place[ring[0]])
