package com.acme.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Places orders and follows their fills. */
final class OrderDesk {
    private final Settings settings;

    OrderDesk(Settings settings) {
        this.settings = settings;
    }

    String place(Order order) {
        OrderFollower follower = new OrderFollower(order);
        FillListeners.subscribe(follower);
        List<Fill> fills = execute();
        follower.filled(order, fills);
        if (settings.unsubscribes()) FillListeners.unsubscribe(follower);
        return "{\"symbol\":\"" + order.symbol() + "\",\"average\":" + follower.averagePrice() + "}";
    }

    String describe(String symbol) {
        return "{\"symbol\":\"" + symbol + "\",\"followed\":" + FillListeners.size() + "}";
    }

    private List<Fill> execute() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Fill> fills = new ArrayList<>(settings.depth());
        for (int level = 0; level < settings.depth(); level++) {
            fills.add(new Fill(50 + random.nextDouble() * 1000, random.nextDouble() * 5000, System.nanoTime()));
        }
        return fills;
    }

    /** Keeps every fill of its order. */
    private static final class OrderFollower implements FillListeners.FillListener {
        private final Order order;
        private final List<Fill> seen = new ArrayList<>();

        OrderFollower(Order order) {
            this.order = order;
        }

        @Override
        public void filled(Order filled, List<Fill> fills) {
            if (filled.equals(order)) seen.addAll(fills);
        }

        double averagePrice() {
            return seen.stream().mapToDouble(Fill::price).average().orElse(0);
        }
    }
}
