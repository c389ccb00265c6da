package com.acme.orders;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;

/** What the service reports about itself: the meters that Spring Boot registers, by Micrometer. */
final class Telemetry {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    interface Work {
        int run() throws IOException;
    }

    // The collector of GC events lives as long as the process.
    @SuppressWarnings("resource")
    Telemetry(Settings settings) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("orders.build.info", () -> 1)
                .tag("revision", settings.revision())
                .tag("version", settings.version())
                .register(registry);
        Gauge.builder("orders.fill.listeners", FillListeners::size).register(registry);
    }

    String scrape() {
        return registry.scrape();
    }

    void time(String uri, Work work) throws IOException {
        Timer.Sample sample = Timer.start(registry);
        int status = 500;
        try {
            status = work.run();
        } finally {
            sample.stop(registry.timer("http.server.requests", "method", "GET", "uri", uri, "status", String.valueOf(status)));
        }
    }
}
