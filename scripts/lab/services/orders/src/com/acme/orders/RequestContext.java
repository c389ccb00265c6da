package com.acme.orders;

import java.util.ArrayList;
import java.util.List;

/**
 * What the request of this thread saw, for the line that is logged about it. The threads of the pool outlive their requests:
 * the jvm-thread-local scenario is a handler that does not end the context with its request.
 */
final class RequestContext {
    private static final ThreadLocal<RequestContext> CURRENT = ThreadLocal.withInitial(RequestContext::new);
    /** Open, high, low, close, bid and ask of each level. */
    private static final int FIGURES = 6;

    private final List<Seen> steps = new ArrayList<>();

    private record Seen(String symbol, double[] figures) {}

    static RequestContext current() {
        return CURRENT.get();
    }

    static void end() {
        CURRENT.remove();
    }

    void note(Order order, int depth) {
        double[] figures = new double[FIGURES * depth];
        for (int at = 0; at < figures.length; at++) figures[at] = 50 + (order.asOf() + at) % 1000;
        steps.add(new Seen(order.symbol(), figures));
    }
}
