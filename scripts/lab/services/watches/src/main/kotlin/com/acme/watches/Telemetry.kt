package com.acme.watches

import io.micrometer.core.instrument.Gauge
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics
import io.micrometer.core.instrument.binder.system.UptimeMetrics
import io.micrometer.prometheusmetrics.PrometheusConfig
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry

/** What the service reports about itself, by Micrometer. */
class Telemetry(settings: Settings) {
    private val registry = PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
    private val requests = registry.timer("http.server.requests", "method", "GET", "uri", "/v1/watches/{symbol}")

    init {
        val meters = listOf(JvmMemoryMetrics(), JvmGcMetrics(), JvmThreadMetrics(), ClassLoaderMetrics(), UptimeMetrics())
        meters.forEach { it.bindTo(registry) }
        Gauge.builder("watches.build.info") { 1 }
            .tag("revision", settings.revision)
            .tag("version", settings.version)
            .register(registry)
        Gauge.builder("watches.listeners", PriceFeed::size).register(registry)
    }

    fun scrape(): String = registry.scrape()

    fun time(work: () -> Unit) = requests.record(work)
}
