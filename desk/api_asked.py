"""What a call was asked: parameters and body, checked as the document says, or refused by name."""

from typing import Any, TypeVar

import msgspec
from flask import Request
from werkzeug.exceptions import HTTPException

from desk.api_calls import Call
from desk.api_document import JSON, KEY

Body = TypeVar("Body")


class ApiRefusal(HTTPException):
    """A refusal with its status and what to do about it."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.code = status


def parameters(request: Request, call: Call) -> dict[str, Any]:
    """Return the query's parameters by name; raise ApiRefusal for one that is not as declared."""
    for name in request.args:
        if name not in call.query:
            raise ApiRefusal(400, f"{name} is no parameter of {call.name}")
        if len(request.args.getlist(name)) > 1:
            raise ApiRefusal(400, f"{name} is given twice")
    return {
        name: _value(name, request.args.get(name), schema)
        for name, schema in call.query.items()
        if name in request.args or "default" in schema
    }


def _value(name: str, told: str | None, schema: dict[str, Any]) -> Any:
    if told is None:
        return schema["default"]
    if schema["type"] == "string":
        if len(told) > schema["maxLength"]:
            raise ApiRefusal(400, f"{name} is longer than {schema['maxLength']}")
        return told
    digits = told.isascii() and told.isdigit() and len(told) < 20
    number = int(told) if digits else -1
    if not schema["minimum"] <= number <= schema["maximum"]:
        bounds = f"{schema['minimum']} to {schema['maximum']}"
        raise ApiRefusal(400, f"{name} must be a whole number from {bounds}")
    return number


def body(request: Request, kind: type[Body]) -> Body:
    """Return the body as what it must be; raise ApiRefusal naming the field that is not."""
    if request.mimetype != JSON:
        raise ApiRefusal(415, f"the body must be {JSON}")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as err:
        raise ApiRefusal(400, f"the body does not hold: {err}") from err


def idempotency_key(request: Request) -> str:
    """Return the request's key; raise ApiRefusal without a usable one."""
    told = request.headers.get("Idempotency-Key", "")
    rules: Any = KEY["schema"]
    printable = told.isascii() and told.isprintable() and " " not in told
    if not printable or not rules["minLength"] <= len(told) <= rules["maxLength"]:
        raise ApiRefusal(400, "Idempotency-Key must be 8 to 100 printable characters")
    return told
