"""Settings, read from the environment once, at the start."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    exchange: str
    depth: int
    kept_reports: int  # 0 is without a bound: the python-leak scenario
    job: str  # what runs beside the service: "subscriptions", "glyphs" or nothing
    growth: int  # bytes a second that the job keeps
    revision: str
    version: str


def read_settings() -> Settings:
    host, _, port = os.environ["REPORTS_LISTEN"].rpartition(":")
    return Settings(
        host=host,
        port=int(port),
        exchange=os.environ["REPORTS_EXCHANGE"],
        depth=int(os.environ["REPORTS_DEPTH"]),
        kept_reports=int(os.environ["REPORTS_KEPT"]),
        job=os.environ.get("REPORTS_JOB", ""),
        growth=int(os.environ.get("REPORTS_GROWTH", "0")),
        revision=os.environ.get("REVISION", "unknown"),
        version=os.environ.get("VERSION", "unknown"),
    )
