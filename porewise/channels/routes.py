"""Methods as handlers of routes: Sanic writes marks on a handler, which a method of an object does not let it do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from sanic import Blueprint
from sanic.request import Request

from porewise.channels.incoming import LARGEST_BODY

Handle = Callable[..., Awaitable[Any]]


def add(routes: Blueprint, method: str, path: str, handle: Handle, largest: int = LARGEST_BODY) -> None:
    """Have `handle` answer requests for `path`; it gets the request, and the parts of the path by their names.

    A body is left to `handle` (`read_body` of incoming.py), never more of it than `largest` bytes; Sanic takes 100 MB.
    """

    async def handler(request: Request, **parts: str) -> Any:
        cast(Any, request.stream).request_max_size = largest
        return await handle(request, **parts)

    name = f"{method}_{handle.__name__.strip('_')}_{''.join(c for c in path if c.isalnum())}".lower()
    routes.add_route(handler, path, methods=[method], stream=True, name=name)
