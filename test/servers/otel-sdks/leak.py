"""Keeps everything it is asked for, and sends what the process uses by OpenTelemetry's own SDK."""

import time

from opentelemetry import metrics
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.instrumentation.system_metrics import SystemMetricsInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

metrics.set_meter_provider(MeterProvider(metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())]))
SystemMetricsInstrumentor().instrument()
kept = []
while True:
    kept.append([f"quote {i} of {len(kept)}" for i in range(5000)])
    time.sleep(0.8)
