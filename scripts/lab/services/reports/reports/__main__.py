"""Starts the service: python -m reports."""

import signal
import sys
import threading
from http.server import ThreadingHTTPServer

from reports import pace
from reports.fonts import Glyphs
from reports.handler import handler_for
from reports.settings import read_settings
from reports.store import ReportStore
from reports.subscriptions import Subscriptions
from reports.telemetry import Telemetry


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    settings = read_settings()
    store = ReportStore(settings.kept_reports)
    telemetry = Telemetry(settings, store)
    if settings.job == "subscriptions":
        pace.start(settings.growth, Subscriptions().follow)
    if settings.job == "glyphs":
        pace.start(settings.growth, Glyphs().render)
    server = Server((settings.host, settings.port), handler_for(settings, store, telemetry))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    sys.exit(0)


if __name__ == "__main__":
    main()
