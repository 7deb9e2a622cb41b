"""Tell in one plain line why pydantic refused something.

    {"id": "q1"}                     →  "question, policies, kind, verdict missing"
    {"hold": "yes", …}               →  "hold must be true or false"
    {"golds": [], …}                 →  "unknown field 'golds'"

A caller adds the file and the line. `hints` says of a field what its inner values look like.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def first_fault(error: "ValidationError", hints: Mapping[str, str] | None = None) -> str:
    """Write the first fault in words for a user; all missing fields together."""
    faults = error.errors(include_url=False)
    missing = [_name(fault) for fault in faults if fault["type"] in {"missing", "missing_argument"}]
    if missing and len(faults[0]["loc"]) == 1:
        return f"{', '.join(missing)} missing"
    first = faults[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    return (hints or {}).get(str(first["loc"][0]) if len(first["loc"]) > 1 else "") or _words(first)


def _words(fault: "ErrorDetails") -> str:
    kind, name, context = fault["type"], _name(fault), fault.get("ctx", {})
    field = str(fault["loc"][0]) if fault["loc"] else ""  # "accept", of ("accept", 0)
    return {
        "json_invalid": f"not JSON: {context.get('error')}",
        "dataclass_type": "not a JSON object",
        "extra_forbidden": f"unknown field {name!r}",
        "unexpected_keyword_argument": f"unknown field {name!r}",
        "literal_error": f"{field}: unknown {fault['input']!r} (one of {context.get('expected')})",
        "string_pattern_mismatch": f"{name} must not be empty",
        "greater_than_equal": f"{name} must be a share from 0 to 1",  # the only bounds that we set
        "less_than_equal": f"{name} must be a share from 0 to 1",
        "string_type": f"{name} must be a string",
        "bool_type": f"{name} must be true or false",
        "tuple_type": f"{name} must be a list",
        "dict_type": f"{name} must be a table",
        "float_type": f"{name} must be a number",
    }.get(kind, f"{name}: {fault['msg']}")


def _name(fault: "ErrorDetails") -> str:
    return str(fault["loc"][-1]) if fault["loc"] else "the line"
