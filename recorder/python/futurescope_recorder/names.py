"""The name that the source gives to an object, by the place of the call that makes it.

`permits = asyncio.Semaphore(2)` → `permits`; `self.jobs = Queue()` → `jobs`; `a, b = Lock(), Lock()` → `a` and `b`;
`Worker(lock=Lock())` → `lock`; `{"left": Lock()}` → `left`; `forks = [Lock() for _ in range(5)]` → `forks`.
"""

import ast
import itertools


def call_place(frame):
    """The line and the column (in bytes, from 0) of the call that a frame is making; `(line, None)` if not known."""
    positions = frame.f_code.co_positions()
    position = next(itertools.islice(positions, frame.f_lasti // 2, None), None)
    if position is None or position[2] is None:
        return frame.f_lineno, None
    return position[0], position[2]


def names_in(source):
    """A table from `(line, column)` of each call to the name that its value gets. Empty if it is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    names = {}
    try:
        _Names(names).visit(tree)
    except RecursionError:
        pass
    return names


class _Names(ast.NodeVisitor):
    """Goes down with the name of the nearest assignment around."""

    def __init__(self, names):
        self._names = names
        self._name = None

    def _within(self, name, node):
        if node is None:
            return
        before, self._name = self._name, name
        self.visit(node)
        self._name = before

    def visit_Assign(self, node):
        target, value = node.targets[-1], node.value
        pair = isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List))
        if pair and len(target.elts) == len(value.elts):
            for one, part in zip(target.elts, value.elts):
                self._within(_name_of(one), part)
        else:
            self._within(_name_of(target), value)

    def visit_AnnAssign(self, node):
        self._within(_name_of(node.target), node.value)

    visit_NamedExpr = visit_AnnAssign

    def visit_Call(self, node):
        if self._name is not None:
            self._names[node.lineno, node.col_offset] = self._name
        self.visit(node.func)
        for argument in node.args:
            self._within(None, argument)
        for keyword in node.keywords:
            self._within(keyword.arg, keyword.value)

    def visit_Dict(self, node):
        for key, value in zip(node.keys, node.values):
            self._within(str(key.value) if isinstance(key, ast.Constant) else self._name, value)

    def _statement(self, node):
        before, self._name = self._name, None
        self.generic_visit(node)
        self._name = before

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _statement


def _name_of(target):
    """The last word of what is assigned to."""
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    if isinstance(target, ast.Subscript):
        return _name_of(target.value)
    return None
