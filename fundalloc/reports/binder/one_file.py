"""
A program and the modules of ours that it leans on, put together as one file that needs nothing but Python.

Only what the program reaches is taken, the program first and then each module in the order it is defined, so that whoever checks books
reads from the top, and every line that checks them once.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import getsource
from types import ModuleType
from typing import Final

PACKAGE: Final = "fundalloc"
START: Final = '\n\nif __name__ == "__main__":\n    sys.exit(main())\n'


@dataclass(frozen=True, slots=True)
class _Part:
    """One definition of a module: the names it gives, its text, the names it uses, and whether it is a mere value."""

    names: frozenset[str]
    text: str
    uses: frozenset[str]
    is_value: bool


def one_file(program: ModuleType) -> str:
    """Return the source of a program, followed by everything it reaches in the modules it leans on."""
    parts = {
        module: tuple(part for part in _parts(module) if module is program or "main" not in part.names) for module in _leaned_on(program)
    }
    named = [(name, part) for found in parts.values() for part in found for name in part.names]
    every = dict(named)
    reached = _reached(every)
    assert all(every[name] == part for name, part in named if name in reached), "in one file, a name says one thing"
    docstring = ast.get_docstring(ast.parse(getsource(program)), clean=False)
    sections = "".join(_section(module, found, reached) for module, found in parts.items())
    return f'"""{docstring}"""\n\n{_imports(parts, reached)}{sections}{START}'


def _leaned_on(program: ModuleType) -> list[ModuleType]:
    """Return a program and every module of ours that it leans on, itself or through others, in the order they are met."""
    found = [program]
    for module in found:
        for node in ast.parse(getsource(module)).body:
            if isinstance(node, ast.ImportFrom) and _is_ours(node):
                named = [sys.modules.get(f"{node.module}.{name}", sys.modules[str(node.module)]) for name in _names(node)]
                found += [each for each in dict.fromkeys(named) if each not in found]
    return found


def _section(module: ModuleType, parts: tuple[_Part, ...], reached: frozenset[str]) -> str:
    """Return what is taken of a module under its first sentence; values stand together, functions and classes apart."""
    taken = [part for part in parts if part.names & reached]
    written = f"\n\n# --- {(module.__doc__ or '').strip().splitlines()[0].rstrip('.')}\n" if taken else ""
    was_value = False
    for part in taken:
        written += ("" if part.is_value and was_value else "\n\n") + part.text + "\n"
        was_value = part.is_value
    return written


def _parts(module: ModuleType) -> Iterator[_Part]:
    """Go through the definitions of a module, the names of other modules of ours left out before what they hold."""
    source = getsource(module)
    tree = ast.parse(source)
    modules = {name for node in tree.body if isinstance(node, ast.ImportFrom) and _is_ours(node) for name in _names(node) if name.islower()}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)):
            yield _Part(frozenset(_defined(node)), _text(source, node, modules), frozenset(_used(node, modules)), _is_value(node))


def _text(source: str, node: ast.stmt, modules: set[str]) -> str:
    """Return a definition as it is written, its decorators with it, but for the modules that no longer stand apart."""
    lines = source.splitlines()
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
    taken = lines[first : node.end_lineno]
    for each in sorted(_qualified(node, modules), key=lambda found: (-found.lineno, -found.col_offset)):
        at, line = each.lineno - 1 - first, taken[each.lineno - 1 - first].encode()
        cut = each.value.end_col_offset or 0
        taken[at] = (line[: each.col_offset] + line[cut + 1 :]).decode()
    return "\n".join(taken)


def _qualified(node: ast.AST, modules: set[str]) -> Iterator[ast.Attribute]:
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in modules:
            yield each


def _used(node: ast.AST, modules: set[str]) -> Iterator[str]:
    yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    yield from (each.attr for each in _qualified(node, modules))


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


def _reached(every: Mapping[str, _Part]) -> frozenset[str]:
    """Return the names that the program needs, from its own ``main`` on."""
    reached, waiting = set[str](), ["main"]
    while waiting:
        name = waiting.pop()
        if name in every and name not in reached:
            reached |= every[name].names
            waiting.extend(every[name].uses)
    return frozenset(reached)


def _imports(parts: Mapping[ModuleType, tuple[_Part, ...]], reached: frozenset[str]) -> str:
    """Return what is taken from Python's own library, for the definitions that are reached."""
    used = {name for found in parts.values() for part in found if part.names & reached for name in part.uses} | {"sys"}
    plain, named = set[str](), dict[str, set[str]]()
    for module in parts:
        for node in ast.parse(getsource(module)).body:
            if isinstance(node, ast.Import):
                plain |= {name for name in _names(node) if name in used}
            elif isinstance(node, ast.ImportFrom) and not _is_ours(node):
                named.setdefault(node.module or "", set()).update(name for name in _names(node) if name in used)
    lines = ["from __future__ import annotations", "", *(f"import {name}" for name in sorted(plain))]
    lines += [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(named.items()) if names]
    return "\n".join(lines)


def _is_value(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign))


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [each.name for each in node.names]


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").startswith(PACKAGE)
