"""The routes: GET /v1/reports/<symbol>?asOf=N renders the report as of a moment; 0 asks what there is."""

import re
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from reports.report import fetch_book, lines_of
from reports.settings import Settings
from reports.store import ReportStore
from reports.telemetry import Telemetry

ROUTE = re.compile(r"/v1/reports/([A-Z0-9]+)")


def report(settings: Settings, store: ReportStore, symbol: str, as_of: int) -> str:
    if as_of == 0:
        return store.describe(symbol)
    known = store.get(symbol, as_of)
    if known is not None:
        return known
    return store.add(symbol, as_of, lines_of(fetch_book(settings.exchange, symbol, settings.depth), as_of))


def handler_for(settings: Settings, store: ReportStore, telemetry: Telemetry) -> type:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/healthz":
                return self.send(200, "text/plain", b"")
            own = telemetry.serve(url.path)
            if own is not None:
                return self.send(200, *own)
            route = ROUTE.fullmatch(url.path)
            if route is None:
                return self.send(404, "text/plain", b"")
            as_of = int(parse_qs(url.query).get("asOf", ["0"])[0])
            try:
                body = report(settings, store, route[1], as_of).encode()
            except OSError as error:
                telemetry.count("report", 502)
                return self.send(502, "text/plain", str(error).encode())
            telemetry.count("report", 200)
            return self.send(200, "text/csv", body)

        def send(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: a line for each request says nothing here."""

    return Handler
