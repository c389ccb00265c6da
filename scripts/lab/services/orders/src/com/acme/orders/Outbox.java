package com.acme.orders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reports of executions on their way to a venue, each in a direct buffer until the venue has confirmed it. This one confirms
 * nothing: the jvm-direct-buffers scenario.
 */
final class Outbox {
    private static final int REPORT_BYTES = 16 * 1024;

    private final Deque<ByteBuffer> unconfirmed = new ArrayDeque<>();

    void send(long dueBytes) {
        while ((long) unconfirmed.size() * REPORT_BYTES < dueBytes) unconfirmed.add(report(unconfirmed.size()));
    }

    private static ByteBuffer report(int number) {
        ByteBuffer report = ByteBuffer.allocateDirect(REPORT_BYTES);
        byte[] line = ("execution report " + number + '\n').getBytes(StandardCharsets.UTF_8);
        while (report.remaining() >= line.length) report.put(line);
        return report.flip();
    }
}
