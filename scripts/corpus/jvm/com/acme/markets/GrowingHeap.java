package com.acme.markets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;

/** Leaks of five kinds, of which a line of input names one: `timeouts 2000`. */
public final class GrowingHeap {
    /** Time limits that no one cancels stay in the queue until their time comes. */
    static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1);

    static void guard(int bytes) {
        byte[] request = new byte[bytes];
        TIMER.schedule(() -> System.out.println(request.length), 1, TimeUnit.DAYS);
    }

    /** Without equals every key is another. */
    static final class SessionKey {
        final long user;
        final long issued;
        final long salt;

        SessionKey(long user) {
            this.user = user;
            this.issued = System.nanoTime();
            this.salt = 31 * user;
        }
    }

    static final Set<SessionKey> SESSIONS = new HashSet<>();

    static void login(long user) {
        SESSIONS.add(new SessionKey(user));
    }

    /** A hook of an inner class keeps the report around it. */
    static final List<Runnable> HOOKS = new ArrayList<>();

    static final class Report {
        final int[] rows;

        Report(int count) {
            rows = new int[count];
            HOOKS.add(new Runnable() {
                @Override
                public void run() {
                    System.out.println(Report.this.rows.length);
                }
            });
        }
    }

    /** Values that refer to their keys keep a weak map full. */
    static final class Descriptor {
        final Object of;
        final StringBuilder text;

        Descriptor(Object of, int characters) {
            this.of = of;
            this.text = new StringBuilder(characters);
        }
    }

    static final Map<Object, Descriptor> REGISTRY = new WeakHashMap<>();

    static void describe(int characters) {
        Object key = new Object();
        REGISTRY.put(key, new Descriptor(key, characters));
    }

    /** Never ended, each keeps some 256 KiB of zlib’s own. */
    static final List<Deflater> DEFLATERS = new ArrayList<>();

    static void compress() {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1000]);
        deflater.finish();
        deflater.deflate(new byte[1000]);
        DEFLATERS.add(deflater);
    }

    private static void grow(String what, int count) {
        for (int at = 0; at < count; at++) {
            switch (what) {
                case "timeouts": guard(2000); break;
                case "sessions": login(at); break;
                case "reports": new Report(500); break;
                case "descriptors": describe(1000); break;
                case "deflaters": compress(); break;
                default: throw new IllegalArgumentException(what);
            }
        }
    }

    public static void main(String[] args) {
        System.out.println("ready");
        for (Scanner in = new Scanner(System.in); in.hasNextLine(); ) {
            String[] wanted = in.nextLine().trim().split(" ");
            grow(wanted[0], Integer.parseInt(wanted[1]));
            System.out.println("grown");
        }
    }
}
