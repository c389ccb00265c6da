package com.acme.pricing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import leakbot.MemoryEndpoint;

/** pricing-api prices options. It is the JVM service whose heap may grow past its container, in Leakbot's lab. */
public final class PricingApi {
    private PricingApi() {}

    public static void main(String[] args) throws IOException {
        Settings settings = Settings.read(System.getenv());
        Simulation simulation = new Simulation(settings.paths(), settings.kept());
        JvmMetrics.builder().register();
        Info build = Info.builder().name("pricing_build_info").help("What is running.").labelNames("revision", "version").register();
        build.setLabelValues(settings.revision(), settings.version());
        Counter requests = Counter.builder()
                .name("http_requests_total")
                .help("Requests served, by route and status code.")
                .labelNames("handler", "code")
                .register();

        HttpServer server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/healthz", exchange -> send(exchange, "ok"));
        server.createContext("/metrics", new MetricsHandler());
        server.createContext("/v1/prices/", exchange -> {
            send(exchange, answer(exchange, simulation));
            requests.labelValues("price", "200").inc();
        });
        server.createContext("/debug/", new MemoryEndpoint(Map.of("histogram", "on", "every", "5"))::handle);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
        server.start();
    }

    /** GET /v1/prices/{symbol}?asOf=N: 0 asks for the last price, anything else for a new simulation. */
    private static String answer(HttpExchange exchange, Simulation simulation) {
        String query = exchange.getRequestURI().getQuery();
        boolean isNew = query != null && !query.endsWith("asOf=0");
        return "{\"price\":" + (isNew ? simulation.price() : simulation.lastPrice()) + "}";
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
