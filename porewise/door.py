"""Data is checked at the door: a YAML file becomes a typed object, or one line says what is wrong where."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence, Tuple, Type, TypeVar, Union

import pydantic
import yaml

Model = TypeVar("Model", bound=pydantic.BaseModel)
Location = Tuple[Union[str, int], ...]


class DataError(Exception):
    """A data file is wrong; the text names file, line, what is wrong and what is allowed."""


class Checked(pydantic.BaseModel):
    """Base of every object read from YAML: unknown keys are refused, and nothing changes after reading."""

    class Config:
        """pydantic's settings."""

        extra = "forbid"
        frozen = True


def read_yaml(path: Path) -> Tuple[Any, yaml.Node]:
    """Read `path`; gives its content and its node tree, which knows the lines.

    Raises:
        DataError: the file is missing, is not YAML, is empty, or names a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise DataError(f"{shown(path)}: there is no such file.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(f"{shown(path)}, line {line}: this is not valid YAML: {error.problem}.") from None
    if node is None:
        raise DataError(f"{shown(path)}: the file is empty.")
    for key in _doubled_keys(node):
        raise DataError(f"{shown(path)}, line {key.start_mark.line + 1}: `{key.value}` is said twice.")
    return content, node


def check(content: Any, model: Type[Model], path: Path, node: yaml.Node) -> Model:
    """Turn `content` (read from `path` at `node`) into a `model`.

    Raises:
        DataError: on the first thing that does not fit.
    """
    if not isinstance(content, dict):
        raise DataError(f"{shown(path)}, line {node.start_mark.line + 1}: here must stand: {', '.join(_keys(model))}.")
    try:
        return model(**content)
    except pydantic.ValidationError as errors:
        # A key that is merely misspelt is missing too; saying that it is unknown helps more.
        error = min(errors.errors(), key=lambda error: error["type"] != "value_error.extra")
        location: Location = error["loc"]
        where = ".".join(str(part) for part in location if part != "__root__")
        message = error["msg"]
        if error["type"] == "value_error.extra":
            message = f"unknown key. Allowed here: {', '.join(_keys(_model_at(model, location[:-1])))}"
        elif error["type"] == "value_error.missing":
            message = "is missing"
        place = f"{shown(path)}, line {_line(node, location)}"
        raise DataError(f"{place}: `{where}`: {message}." if where else f"{place}: {message}.") from None


def read(path: Path, model: Type[Model]) -> Model:
    """Read `path` as one `model`; raises DataError like `read_yaml` and `check`."""
    content, node = read_yaml(path)
    return check(content, model, path, node)


def shown(path: Path) -> str:
    """`path` as a person in the project's folder would write it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def child(node: yaml.Node, key: Union[str, int]) -> yaml.Node:
    """The node under `key` of a mapping or sequence; `node` itself where there is none."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key]
    return node


def _line(node: yaml.Node, location: Location) -> int:
    """Line of the key (or list item) at `location`, counted from 1; of the nearest thing around it if it is missing."""
    line = node.start_mark.line + 1
    for key in location:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == str(key):
                    line = name.start_mark.line + 1
                    node = value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
    return line


def _doubled_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: Dict[str, bool] = {}
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen[key.value] = True
            yield from _doubled_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled_keys(item)


def _keys(model: Type[pydantic.BaseModel]) -> Sequence[str]:
    return [field.alias for field in model.__fields__.values()]


def _model_at(model: Type[pydantic.BaseModel], location: Location) -> Type[pydantic.BaseModel]:
    for part in location:
        for field in model.__fields__.values():
            if part == field.alias and isinstance(field.type_, type) and issubclass(field.type_, pydantic.BaseModel):
                model = field.type_
    return model
