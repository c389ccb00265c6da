package com.acme.pricing;

import java.util.Map;

/** Read from the environment once, at the start: `paths` of one simulation, and how many simulations are `kept`. */
record Settings(String host, int port, int paths, int kept, String revision, String version) {
    static Settings read(Map<String, String> environment) {
        String listen = environment.get("PRICING_LISTEN");
        int colon = listen == null ? -1 : listen.lastIndexOf(':');
        if (colon < 0) throw new IllegalArgumentException("PRICING_LISTEN must be host:port");
        return new Settings(
                listen.substring(0, colon),
                Integer.parseInt(listen.substring(colon + 1)),
                Integer.parseInt(environment.getOrDefault("PRICING_PATHS", "4096")),
                Integer.parseInt(environment.getOrDefault("PRICING_KEPT", "16")),
                environment.getOrDefault("REVISION", "unknown"),
                environment.getOrDefault("VERSION", "unknown"));
    }
}
