"""`.env.example` names what the code reads, all of it and nothing else."""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ["hotel_agent", "observability", "tenants", "channels_app", "pms", "conversations"]
NOT_FOR_OPERATORS = {"DJANGO_SETTINGS_MODULE", "BENCH_SECRET"}  # set by ourselves


def names_read(source: str) -> Iterator[str]:
    """NAME of each `env.str("NAME")`, `os.environ.get("NAME")` and `os.environ["NAME"]`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            reads = ast.unparse(node.func.value) in ("env", "os.environ")
            name = node.args[0]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            reads = ast.unparse(node.value) == "os.environ"
            name = node.slice
        else:
            continue
        if reads and isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value


def documented() -> list[str]:
    return re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_every_variable_that_is_read_is_explained_and_no_other() -> None:
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    read = {name for path in sources for name in names_read(path.read_text())}
    assert set(documented()) == read - NOT_FOR_OPERATORS


def test_no_variable_stands_twice() -> None:
    assert len(documented()) == len(set(documented()))


def test_each_variable_has_a_comment_line_above_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for above, line in itertools.pairwise(lines):
        if re.match(r"#[A-Z_]+=", line):
            assert re.match(r"# \S", above), line


def test_nothing_is_set_by_a_plain_copy() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert all(line == "" or line.startswith("#") for line in lines)


def test_names_are_found_however_they_are_read() -> None:
    source = 'env.int("A", 1); os.environ.get("B"); os.environ["C"]; os.environ["D"] = "x"'
    assert list(names_read(source)) == ["A", "B", "C"]
