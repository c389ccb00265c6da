package com.acme.markets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/** Keeps quotes in a map without a bound, and asks its own JVM for dumps. */
public final class LeakyQuotes {
    static final QuoteCache CACHE = new QuoteCache();

    static final class Quote {
        final byte[] payload;

        Quote(int size) {
            payload = new byte[size];
        }
    }

    static final class QuoteCache {
        final Map<Integer, Quote> entries = new HashMap<>();
    }

    static Quote load(int size) {
        return new Quote(size);
    }

    static void handle(int id, int size) {
        CACHE.entries.put(id, load(size));
    }

    private static String command(String operation, String... arguments) throws Exception {
        Object[] parameters = {arguments};
        String[] signature = {String[].class.getName()};
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), operation, parameters, signature);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        for (int id = 0; id < 2 * count; id++) {
            handle(id, 1000);
            if (id % 50 == 0) Thread.sleep(1);
            if (id == count - 1 || id == 2 * count - 1) {
                String which = id == count - 1 ? "base" : "current";
                // A dump has only what survived a collection, and the histogram makes one.
                Files.writeString(folder.resolve(which + ".histogram.txt"), command("gcClassHistogram"));
                System.out.println(command("jfrDump", "filename=" + folder.resolve(which + ".jfr"), "path-to-gc-roots=true"));
            }
        }
    }
}
