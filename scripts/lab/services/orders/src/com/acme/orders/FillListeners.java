package com.acme.orders;

import java.util.ArrayList;
import java.util.List;

/**
 * Notified of fills. The list is static, and so is all that its listeners hold: the jvm-heap-leak scenario is a desk
 * that subscribes for each order and never unsubscribes.
 */
final class FillListeners {
    private static final List<FillListener> LISTENERS = new ArrayList<>();

    interface FillListener {
        void filled(Order order, List<Fill> fills);
    }

    private FillListeners() {}

    static void subscribe(FillListener listener) {
        synchronized (LISTENERS) {
            LISTENERS.add(listener);
        }
    }

    static void unsubscribe(FillListener listener) {
        synchronized (LISTENERS) {
            // The last one was added last: look from there.
            int at = LISTENERS.lastIndexOf(listener);
            if (at >= 0) LISTENERS.remove(at);
        }
    }

    static int size() {
        synchronized (LISTENERS) {
            return LISTENERS.size();
        }
    }
}
