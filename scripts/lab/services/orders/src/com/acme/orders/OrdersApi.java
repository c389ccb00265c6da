package com.acme.orders;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import leakbot.MemoryEndpoint;

/** orders-api takes orders. It is the JVM service that Leakbot's lab runs out of heap. */
public final class OrdersApi {
    private OrdersApi() {}

    public static void main(String[] args) throws IOException {
        Settings settings = Settings.read(System.getenv());
        Telemetry telemetry = new Telemetry(settings);
        OrderDesk desk = new OrderDesk(settings);
        QuoteCache quotes = new QuoteCache("all".equals(settings.quotes()) ? 0 : 200, settings.depth());

        HttpServer server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/healthz", exchange -> send(exchange, 200, "text/plain", "ok"));
        server.createContext("/metrics", exchange -> send(exchange, 200, "text/plain; version=0.0.4", telemetry.scrape()));
        server.createContext("/v1/orders/", exchange -> telemetry.time("/v1/orders/{symbol}", () -> {
            Order order = orderOf(exchange);
            try {
                if (order.asOf() != 0) look(order, settings, quotes);
                return answer(exchange, order, desk);
            } finally {
                if (!"left".equals(settings.context())) RequestContext.end();
            }
        }));
        server.createContext("/debug/", new MemoryEndpoint(Map.of("histogram", "on", "every", "5"))::handle);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
        server.start();
        switch (settings.job()) {
            case "settle" -> Pace.run(settings.growth(), new SettlementDesk()::settle);
            case "report" -> Pace.run(settings.growth(), new Outbox()::send);
            case "reload" -> Pace.run(settings.growth(), new RuleSets()::reload);
            default -> {}
        }
    }

    /** GET /v1/orders/{symbol}?asOf=N: 0 asks for the state of the desk, anything else places an order. */
    private static Order orderOf(HttpExchange exchange) {
        String symbol = exchange.getRequestURI().getPath().substring("/v1/orders/".length());
        String query = exchange.getRequestURI().getQuery();
        return new Order(symbol, query != null && query.startsWith("asOf=") ? Long.parseLong(query.substring(5)) : 0);
    }

    private static void look(Order order, Settings settings, QuoteCache quotes) {
        if (!"none".equals(settings.context())) RequestContext.current().note(order, settings.depth());
        if (!"none".equals(settings.quotes())) quotes.best(order);
    }

    private static int answer(HttpExchange exchange, Order order, OrderDesk desk) throws IOException {
        String body = order.asOf() == 0 ? desk.describe(order.symbol()) : desk.place(order);
        return send(exchange, 200, "application/json", body);
    }

    private static int send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        return status;
    }
}
