package com.acme.markets;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;

/** Keeps as many more quotes as each line of its input says, and collects garbage before it answers. */
public final class GrowingQuotes {
    private static final Map<Integer, byte[]> QUOTES = new HashMap<>();

    private static byte[] load() {
        return new byte[1000];
    }

    private static void handle(int id) {
        QUOTES.put(id, load());
    }

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int until = QUOTES.size() + Integer.parseInt(line);
            while (QUOTES.size() < until) handle(QUOTES.size());
            System.gc();
            System.out.println("grown");
        }
    }
}
