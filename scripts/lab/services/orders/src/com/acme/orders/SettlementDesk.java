package com.acme.orders;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Settles in the background. Each settlement gets an executor of its own, which is never shut down: the jvm-thread-leak scenario.
 * Java 17 would shut down one of newSingleThreadExecutor itself, when the collector finds it; not so a pool of one thread.
 */
final class SettlementDesk {
    /** About what a thread costs outside the heap, half of it in the kernel. */
    private static final long THREAD_BYTES = 52 * 1024;

    private long settlements;

    void settle(long dueBytes) {
        for (; settlements * THREAD_BYTES < dueBytes; settlements++) {
            long number = settlements;
            ExecutorService executor = Executors.newFixedThreadPool(1, task -> {
                Thread thread = new Thread(task, "settlement-" + number);
                thread.setDaemon(true);
                return thread;
            });
            executor.execute(() -> checksum(number, 64));
        }
    }

    private static long checksum(long seed, int rounds) {
        return rounds == 0 ? seed : 31 * checksum(seed ^ rounds, rounds - 1) + rounds;
    }
}
