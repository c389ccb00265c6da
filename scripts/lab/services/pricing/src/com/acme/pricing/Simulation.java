package com.acme.pricing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Prices by Monte Carlo and keeps the last few runs to smooth over. A run lives long enough to be promoted and is garbage
 * soon after: the live heap is small, and how much of the container the garbage may fill is up to the size of the heap.
 * That is the jvm-heap-past-limit scenario.
 */
final class Simulation {
    private static final int MATURITIES = 4;
    private static final int STEPS_BETWEEN = 2;

    private final int paths;
    private final int kept;
    private final Deque<double[][]> recent = new ArrayDeque<>();
    private double lastPrice = 100;

    Simulation(int paths, int kept) {
        this.paths = paths;
        this.kept = kept;
    }

    double price() {
        double[][] run = simulate();
        synchronized (recent) {
            recent.addLast(run);
            while (recent.size() > kept) recent.removeFirst();
            lastPrice = recent.stream().mapToDouble(Simulation::payOff).average().orElse(0);
            return lastPrice;
        }
    }

    double lastPrice() {
        synchronized (recent) {
            return lastPrice;
        }
    }

    /** The value of each path at each maturity. */
    private double[][] simulate() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        double[][] run = new double[MATURITIES][paths];
        for (int path = 0; path < paths; path++) {
            double value = 100;
            for (int maturity = 0; maturity < MATURITIES; maturity++) {
                for (int step = 0; step < STEPS_BETWEEN; step++) value *= 1 + random.nextGaussian() / 50;
                run[maturity][path] = value;
            }
        }
        return run;
    }

    private static double payOff(double[][] run) {
        double[] last = run[run.length - 1];
        double sum = 0;
        for (int path = 0; path < last.length; path += 64) sum += Math.max(0, last[path] - 100);
        return 64 * sum / last.length;
    }
}
