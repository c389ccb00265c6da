"""What the service reports about itself: prometheus_client's default collectors, tracemalloc's total and its profile."""

import tracemalloc

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, generate_latest

from reports.settings import Settings
from reports.store import ReportStore
from reports.tracemalloc_pprof import heap_profile

STACK_DEPTH = 12


class Telemetry:
    """Starts tracemalloc, which costs time and memory with each allocation: depth and use are a service's choice."""

    def __init__(self, settings: Settings, store: ReportStore) -> None:
        tracemalloc.start(STACK_DEPTH)
        self._requests = Counter(
            "http_requests", "Requests served, by route and status code.", ["handler", "code"]
        )
        build = Gauge("reports_build_info", "Always 1; the labels name what is running.", ["revision", "version"])
        build.labels(settings.revision, settings.version).set(1)
        Gauge("reports_kept", "Reports in the store.").set_function(lambda: len(store))
        traced = Gauge("python_tracemalloc_traced_bytes", "Memory that Python's allocators hold, as tracemalloc counts.")
        traced.set_function(lambda: tracemalloc.get_traced_memory()[0])

    def count(self, handler: str, code: int) -> None:
        self._requests.labels(handler, str(code)).inc()

    def serve(self, path: str) -> "tuple[str, bytes] | None":
        """Content type and body, where the path is one of its own."""
        if path == "/metrics":
            return CONTENT_TYPE_LATEST, generate_latest(REGISTRY)
        if path == "/debug/pprof/heap":
            return "application/octet-stream", heap_profile()
        return None
