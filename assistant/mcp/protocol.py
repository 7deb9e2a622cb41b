"""Offer the tools over the Model Context Protocol: schemas, hints, errors, turns. The only file that knows `mcp`."""

import functools
import importlib.metadata
from collections.abc import Callable
from inspect import cleandoc
from typing import Any, Final

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import BaseModel, PrivateAttr, ValidationError

from assistant.mcp.results import NOTICE
from assistant.mcp.tools import Tools
from ingest.errors import ClausewiseError, UsageError

AT_ONCE: Final = 2  # calls of each tool: more share the same cores and all get slower
MOST_WAITING: Final = 40  # more calls of a tool are refused
LARGEST_REQUEST: Final = 100_000  # bytes: the longest question is 2,000 characters
FULL: Final = "too many calls wait already: try again in a minute"

TITLES: Final = {
    "ask": "Ask policies a question",
    "search_clauses": "Search clauses",
    "show_clause": "Show a clause",
    "list_policies": "List policies",
    "check": "Put a checklist to a policy",
    "changes": "Compare two versions of a policy",
}
INSTRUCTIONS: Final = (
    "Clausewise answers questions about the policies of one index; every sentence stands on a quotation that was found"
    f" in the policy. {NOTICE}"
)


class _CheckedTool(Tool):
    """A tool that runs in turn, refuses arguments that it does not know, and says in one line what is wrong."""

    _turns: anyio.CapacityLimiter = PrivateAttr(default_factory=lambda: anyio.CapacityLimiter(AT_ONCE))

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:
        """See Tool. The function itself runs in a thread."""
        known = self.parameters["properties"]
        if unknown := sorted(set(arguments) - set(known)):
            raise ToolError(f"{self.name} has no argument {unknown[0]!r}: it has {', '.join(known) or 'none'}")
        if self._turns.statistics().tasks_waiting >= MOST_WAITING:
            raise ToolError(FULL)
        async with self._turns:
            try:
                return await super().run(arguments, context, convert_result)
            except ToolError as error:
                cause = error.__cause__
                if isinstance(cause, ValidationError):
                    raise ToolError(f"{self.name}: {_faults(cause)}") from cause
                raise (cause if type(cause) is ToolError else error) from cause


def server(tools: Tools) -> MCPServer:
    """Make a server of the tools and of two kinds of resources: a policy's text, and a clause."""
    offered = MCPServer(
        "clausewise",
        title="Clausewise",
        instructions=INSTRUCTIONS,
        version=importlib.metadata.version("clausewise"),
        tools=[_tool(getattr(tools, name), title) for name, title in TITLES.items()],
        log_level="WARNING",
    )
    _add_resources(offered, tools)
    return offered


def _tool(function: Callable[..., BaseModel], title: str) -> Tool:
    hints = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    tool = _CheckedTool.from_function(
        _telling(function, ToolError, ToolError),
        title=title,
        description=cleandoc(function.__doc__ or ""),
        annotations=hints,
    )
    tool.parameters["additionalProperties"] = False
    return tool


def _add_resources(offered: MCPServer, tools: Tools) -> None:
    def added(uri: str, give: Callable[..., BaseModel]) -> Callable[[Callable[..., str]], Callable[..., str]]:
        return offered.resource(uri, description=cleandoc(give.__doc__ or ""), mime_type="application/json")

    @added("clausewise://policies", tools.list_policies)
    def policies() -> str:
        return _resource(tools.list_policies)

    @added("clausewise://policies/{policy}", tools.policy_text)
    def policy(policy: str) -> str:
        return _resource(tools.policy_text, policy)

    @added("clausewise://clauses/{+clause}", tools.show_clause)
    def clause(clause: str) -> str:
        return _resource(tools.show_clause, clause)


def _resource(give: Callable[..., BaseModel], *names: str) -> str:
    return _telling(give, ResourceNotFoundError, ResourceError)(*names).model_dump_json()


def _telling(
    function: Callable[..., BaseModel], wrong: type[Exception], failed: type[Exception]
) -> Callable[..., BaseModel]:
    """The function, its errors that a user can mend told as errors of the protocol. A bug stays one."""

    @functools.wraps(function)
    def telling(*arguments: Any, **named: Any) -> BaseModel:
        try:
            return function(*arguments, **named)
        except UsageError as error:
            raise wrong(str(error)) from error
        except ClausewiseError as error:
            raise failed(str(error)) from error

    return telling


def _faults(error: ValidationError) -> str:
    """What is wrong with some arguments: "question: Field required"."""
    faults = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
