package com.acme.markets;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps arrays of 16 KiB, and direct buffers, and ends. */
public final class Keep {
    static final List<byte[]> KEPT = new ArrayList<>();
    static final List<ByteBuffer> BUFFERS = new ArrayList<>();

    static void keep() {
        KEPT.add(new byte[16 * 1024]);
    }

    static void buffer() {
        BUFFERS.add(ByteBuffer.allocateDirect(64 * 1024));
        ByteBuffer.allocateDirect(16);
    }

    public static void main(String[] args) throws Exception {
        int arrays = Integer.parseInt(args[0]) * 64;
        for (int i = 0; i < arrays; i++) {
            keep();
            if (i % 16 == 0) buffer();
            if (i % 64 == 0) Thread.sleep(1);
        }
    }
}
