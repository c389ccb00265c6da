package com.acme.orders;

import java.util.Map;

/** Read from the environment once, at the start. */
record Settings(
        String host,
        int port,
        int depth,
        boolean unsubscribes,
        String context,
        String quotes,
        String job,
        long growth,
        String revision,
        String version) {
    static Settings read(Map<String, String> environment) {
        String listen = environment.get("ORDERS_LISTEN");
        int colon = listen == null ? -1 : listen.lastIndexOf(':');
        if (colon < 0) throw new IllegalArgumentException("ORDERS_LISTEN must be host:port");
        return new Settings(
                listen.substring(0, colon),
                Integer.parseInt(listen.substring(colon + 1)),
                Integer.parseInt(environment.getOrDefault("ORDERS_DEPTH", "100")),
                // False in the jvm-heap-leak scenario.
                !"false".equals(environment.get("ORDERS_UNSUBSCRIBES")),
                // Whether requests have a context, and whether it ends with them: `left` in the jvm-thread-local scenario.
                environment.getOrDefault("ORDERS_CONTEXT", "none"),
                // How many quotes are kept: `all` in the jvm-caffeine scenario.
                environment.getOrDefault("ORDERS_QUOTES", "none"),
                // What runs beside the service, and the bytes a second that it keeps.
                environment.getOrDefault("ORDERS_JOB", "none"),
                Long.parseLong(environment.getOrDefault("ORDERS_GROWTH", "0")),
                environment.getOrDefault("REVISION", "unknown"),
                environment.getOrDefault("VERSION", "unknown"));
    }
}
