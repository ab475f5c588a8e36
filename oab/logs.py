"""JSON log lines, one per event, with the request or task they belong to."""

import json
from typing import Any

import structlog

from oab.personal_numbers import without_personal_numbers


def written(event: dict[str, Any], **options: Any) -> str:  # noqa: ANN401
    """Write a line as JSON, without any personal number that got into it."""
    line = json.dumps(event, ensure_ascii=False, **options)
    if without_personal_numbers(line) == line:
        return line
    return json.dumps(_cleaned(json.loads(line)), ensure_ascii=False)


def _cleaned(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    text = without_personal_numbers(str(value))
    return value if text == str(value) else text


def logging_config(level: str) -> dict[str, Any]:
    """Give Django's LOGGING: every line is JSON on stderr, with a moment in UTC."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(serializer=written),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
    }
