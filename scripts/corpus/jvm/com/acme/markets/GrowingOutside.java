package com.acme.markets;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Keeps so many more threads, class loaders or direct buffers as each line of its input says: {@code threads 200}. */
public final class GrowingOutside {
    private static final List<Object> KEPT = new ArrayList<>();

    private static void subscribe() {
        new Thread(GrowingOutside::await, "subscription-" + KEPT.size()).start();
        KEPT.add("subscription");
    }

    private static void plug() throws Exception {
        KEPT.add(new PluginLoader().load());
    }

    private static void report() {
        KEPT.add(ByteBuffer.allocateDirect(64 * 1024));
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Defines classes of its own, as plugins do. */
    private static final class PluginLoader extends ClassLoader {
        Class<?> load() throws Exception {
            String name = GrowingOutside.class.getName();
            try (InputStream file = GrowingOutside.class.getResourceAsStream("GrowingOutside.class")) {
                byte[] code = file.readAllBytes();
                return defineClass(name, code, 0, code.length);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            for (int left = Integer.parseInt(words[1]); left > 0; left--) {
                if (words[0].equals("threads")) subscribe();
                else if (words[0].equals("loaders")) plug();
                else report();
            }
            System.gc();
            System.out.println("grown");
        }
    }
}
