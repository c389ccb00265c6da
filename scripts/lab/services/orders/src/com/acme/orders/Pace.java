package com.acme.orders;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Work at a steady rate by the clock: a machine that others load delays it, but makes it no less. */
final class Pace {
    private static final long INTERVAL_MILLIS = 250;

    private Pace() {}

    /** Calls the step with the bytes that are due since the start, again and again. */
    static void run(long bytesPerSecond, LongConsumer dueSinceStart) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pace");
            thread.setDaemon(true);
            return thread;
        });
        long started = System.nanoTime();
        timer.scheduleAtFixedRate(
                () -> dueSinceStart.accept((long) ((System.nanoTime() - started) / 1e9 * bytesPerSecond)),
                INTERVAL_MILLIS,
                INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
