package com.acme.orders;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Quotes by order, so that asking twice costs once. Without a bound it keeps all of them: the jvm-caffeine scenario. */
final class QuoteCache {
    private final Cache<Order, Quote> quotes;
    private final int depth;

    private record Level(double price, double size) {}

    private record Quote(String symbol, List<Level> levels) {}

    /** No bound when the size is 0. */
    QuoteCache(long maximumSize, int depth) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder();
        quotes = maximumSize > 0 ? builder.maximumSize(maximumSize).build() : builder.build();
        this.depth = depth;
    }

    double best(Order order) {
        return quotes.get(order, this::load).levels().get(0).price();
    }

    private Quote load(Order order) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Level[] levels = new Level[depth];
        for (int at = 0; at < depth; at++) {
            levels[at] = new Level(50 + random.nextDouble() * 1000, random.nextDouble() * 5000);
        }
        return new Quote(order.symbol(), List.of(levels));
    }
}
