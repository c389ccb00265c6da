// Keeps everything it is asked for, and sends the runtime's metrics by OpenTelemetry's own SDK.

import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { detectResources, envDetector } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const reader = new PeriodicExportingMetricReader({
  exporter: new OTLPMetricExporter(),
  exportIntervalMillis: Number(process.env.OTEL_METRIC_EXPORT_INTERVAL),
  exportTimeoutMillis: 1000,
});
const meterProvider = new MeterProvider({ resource: detectResources({ detectors: [envDetector] }), readers: [reader] });
const runtime = new RuntimeNodeInstrumentation({ monitoringPrecision: 1000 });
runtime.setMeterProvider(meterProvider);
runtime.enable();
new HostMetrics({ meterProvider }).start();
const kept = [];
setInterval(() => {
  kept.push(Array.from({ length: 4000 }, (_, i) => ({ i, text: `quote ${i} of ${kept.length}` })));
}, 800);
