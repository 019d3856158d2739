"""Digest of the code that a script runs, blind to comments, docstrings and layout.

Snakemake tracks a script's file by its time stamp and the modules that it imports not at all.
A rule that takes this digest as a parameter re-runs when the meaning of its code changes, and
only then.
"""

import ast
import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_code(script: str | Path, package: str | Path) -> str:
    """Digest of a script and of every module of the package that it imports, however indirectly.

    Parameters
    ----------
    script : path-like
        The Python file to start from.
    package : path-like
        Directory of the package whose modules are followed; imports from elsewhere are not.

    Returns
    -------
    str
        First 16 hexadecimal digits of a SHA-256 over the parsed code.

    Raises
    ------
    SyntaxError
        If one of the files cannot be parsed; the message names it.

    Notes
    -----
    A package's ``__init__`` re-exports names from several modules. Only those that define a
    name which is really imported are followed: ``from face_relevance.figures import plot_x``
    does not depend on the module that defines ``plot_y``.
    """
    package = Path(package)
    found: dict[Path, str] = {}
    pending = [Path(script)]
    while pending:
        path = pending.pop()
        if path not in found:
            code = _parse(path)
            found[path] = code.digest
            pending.extend(_resolve(code.imports, package))
    # Two scripts with one text are two programs only if what they import differs, so that
    # paths relative to the package, not absolute ones, enter the digest.
    lines = sorted(
        f"{p.relative_to(package) if p.is_relative_to(package) else p.name} {d}"
        for p, d in found.items()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def digest_files(paths: Iterable[str | Path]) -> str:
    """Digest of what is in some files, wherever they are.

    Parameters
    ----------
    paths : iterable of path-like
        In an order that is always the same.

    Returns
    -------
    str
        First 16 hexadecimal digits of a SHA-256 over the digests of the files.
    """
    digests = (hashlib.sha256(Path(path).read_bytes()).digest() for path in paths)
    return hashlib.sha256(b"".join(digests)).hexdigest()[:16]


class _Code:
    """What matters of one file: a digest of its tree and the names it imports."""

    def __init__(self, path: Path):
        tree = ast.parse(path.read_text(), filename=str(path))
        self.imports: list[tuple[str, str | None]] = []
        self.exports: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.imports += [(alias.name, None) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                self.imports += [(node.module, alias.name) for alias in node.names]
                self.exports |= {a.asname or a.name: node.module for a in node.names}
            elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                _drop_docstring(node)
        self.digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()


def _parse(path: Path) -> _Code:
    return _parse_version(path, path.stat().st_mtime_ns)


@functools.cache
def _parse_version(path: Path, _modified: int) -> _Code:
    """Parse a file once per version: many rules share most of their modules."""
    return _Code(path)


def _drop_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> None:
    if (
        node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
        and isinstance(node.body[0].value.value, str)
    ):
        node.body = node.body[1:] or [ast.Pass()]


def _resolve(imports: list[tuple[str, str | None]], package: Path) -> list[Path]:
    """Files of the package that define the imported names."""
    files = []
    for module, name in imports:
        parts = module.split(".")
        if parts[0] != package.name:
            continue
        base = package.joinpath(*parts[1:])
        if base.is_dir():
            submodule = base / f"{name}.py"
            if name and submodule.is_file():
                files.append(submodule)
            elif name and (base / name).is_dir():
                files.append(base / name / "__init__.py")
            else:
                files += _follow_export(base / "__init__.py", name, package)
        else:
            files.append(base.with_suffix(".py"))
    return files


def _follow_export(init: Path, name: str | None, package: Path) -> list[Path]:
    """Find the module behind a name that a package's ``__init__`` re-exports."""
    source = _parse(init).exports.get(name)
    return _resolve([(source, name)], package) if source else [init]
