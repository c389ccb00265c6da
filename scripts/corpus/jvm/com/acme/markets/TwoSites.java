package com.acme.markets;

import java.util.ArrayList;
import java.util.List;

/** Keeps so many MiB: three parts of four are quotes, one part orders; half of what it allocates is garbage at once. */
public final class TwoSites {
    static final List<byte[]> KEPT = new ArrayList<>();
    static byte[] last;

    static void quote() {
        KEPT.add(new byte[4096 - 16]);
    }

    static void order() {
        KEPT.add(new byte[4096 - 16]);
    }

    static void parse() {
        last = new byte[4096 - 16];
    }

    public static void main(String[] args) throws Exception {
        int blocks = Integer.parseInt(args[0]) * 64;
        for (int i = 0; i < blocks; i++) {
            for (int part = 0; part < 3; part++) quote();
            order();
            for (int part = 0; part < 4; part++) parse();
            if (i % 256 == 0) Thread.sleep(1);
        }
        last = null;
        System.gc();
    }
}
