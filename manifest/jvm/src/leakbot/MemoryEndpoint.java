package leakbot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Shows what a JVM keeps in memory, by HTTP, with nothing but the JDK (11 or later):
 *
 * <pre>
 * /debug/pprof/heap        live objects by allocation site, as a gzipped pprof profile; ?gc=1 collects first
 * /debug/jfr/old-objects   the same samples as a recording of JDK Flight Recorder, with the chains that keep them
 * /debug/histogram         the class histogram: off until histogram=on
 * </pre>
 *
 * As an agent: {@code java -javaagent:leakbot-memory.jar=port=6060 …}. In code: {@code MemoryEndpoint.start(options)}, or
 * {@code answer(path, query)} behind a route that the service has already.
 */
public final class MemoryEndpoint {
    /** A histogram is a full collection, and chains are a walk over the heap with all threads stopped. */
    private static final double MOST_OF_LIMIT = 0.9;

    private static final Duration NEXT_TRY = Duration.ofSeconds(30);

    /** Of the agent: it shows which class loaders there are. */
    private static volatile Instrumentation instrumentation;

    private final Duration every;
    private final boolean histogram;
    private final OldObjects oldObjects = new OldObjects();
    private final Map<String, Long> lastTimes = new HashMap<>();
    private ClassHistogram lastHistogram;

    /** What is sent back. */
    public static final class Answer {
        public final int status;
        public final String type;
        public final byte[] body;

        Answer(int status, String type, byte[] body) {
            this.status = status;
            this.type = type;
            this.body = body;
        }

        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Begins to follow allocations.
     *
     * @param options {@code histogram} ({@code on} or {@code off}; it also makes the heap profile more exact), {@code every}
     *     (seconds between two histograms, and between two walks for chains; 600)
     */
    public MemoryEndpoint(Map<String, String> options) {
        every = Duration.ofSeconds(Long.parseLong(options.getOrDefault("every", "600")));
        histogram = "on".equals(options.get("histogram"));
        Thread starter = new Thread(this::startRecording, "leakbot-memory-start");
        starter.setDaemon(true);
        starter.start();
    }

    private synchronized void startRecording() {
        oldObjects.start();
    }

    /**
     * The entry of the agent: {@code port=6060,host=0.0.0.0,histogram=on,every=600}. What goes wrong here must not keep the
     * service from starting (a JVM aborts where an agent throws): it is said on the standard error output. A port that is taken
     * is tried again.
     */
    public static void premain(String arguments, Instrumentation agent) {
        instrumentation = agent;
        Map<String, String> options = new HashMap<>();
        for (String option : arguments == null ? new String[0] : arguments.split(",")) {
            int equals = option.indexOf('=');
            if (equals > 0) options.put(option.substring(0, equals).trim(), option.substring(equals + 1).trim());
        }
        if (!serves(options, true)) return;
        Thread again = new Thread(() -> tryAgain(options), "leakbot-memory-port");
        again.setDaemon(true);
        again.start();
    }

    private static void tryAgain(Map<String, String> options) {
        do {
            try {
                Thread.sleep(NEXT_TRY.toMillis());
            } catch (InterruptedException end) {
                return;
            }
        } while (serves(options, false));
    }

    /** Whether it is worth another try: the port is taken. */
    private static boolean serves(Map<String, String> options, boolean first) {
        try {
            start(options);
            if (!first) System.err.println("leakbot-memory: the port is free now: profiles are served");
            return false;
        } catch (BindException taken) {
            if (first) {
                System.err.println("leakbot-memory: port " + options.getOrDefault("port", "6060") + " cannot be had (" + taken.getMessage()
                        + "): no profiles until it is free, tried again every " + NEXT_TRY.toSeconds()
                        + " s; another one is set with -javaagent:…=port=N. The service goes on.");
            }
            return true;
        } catch (Exception | LinkageError wrong) {
            System.err.println("leakbot-memory: not started: " + wrong + ". The service goes on without its profiles.");
            return false;
        }
    }

    /** Serves on a port of its own: {@code host} (0.0.0.0) and {@code port} (6060). */
    public static HttpServer start(Map<String, String> options) throws IOException {
        String host = options.getOrDefault("host", "0.0.0.0");
        int port = Integer.parseInt(options.getOrDefault("port", "6060"));
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
        MemoryEndpoint endpoint = new MemoryEndpoint(options);
        server.createContext("/debug/", endpoint::handle);
        // Of no use once the service has ended, so that they do not keep the process alive.
        server.setExecutor(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "leakbot-memory");
            thread.setDaemon(true);
            return thread;
        }));
        startAside(server);
        return server;
    }

    /** The thread that accepts connections is a daemon if that which starts it is one: others keep a process alive. */
    private static void startAside(HttpServer server) {
        Thread starter = new Thread(server::start, "leakbot-memory-accept");
        starter.setDaemon(true);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a server of the JDK that the service has already: {@code server.createContext("/debug/", endpoint::handle)}. */
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer = answer(exchange.getRequestURI().getPath(), exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        exchange.sendResponseHeaders(answer.status, answer.body.length);
        exchange.getResponseBody().write(answer.body);
        exchange.close();
    }

    /** What a path answers, for any other server. One at a time: each costs the process something. */
    public synchronized Answer answer(String path, String query) {
        try {
            switch (path) {
                case "/debug/pprof/heap":
                    return heap(query != null && query.contains("gc=1"));
                case "/debug/jfr/old-objects":
                    return oldObjectsFile();
                case "/debug/histogram":
                    return histogram();
                default:
                    return Answer.text(404, "here are /debug/pprof/heap, /debug/jfr/old-objects and /debug/histogram");
            }
        } catch (Exception | LinkageError error) {
            return Answer.text(500, String.valueOf(error));
        }
    }

    private Answer heap(boolean collect) throws Exception {
        if (collect) System.gc();
        SourceFiles.lookBehind(instrumentation == null ? new Class<?>[0] : instrumentation.getAllLoadedClasses());
        if (histogram && refusal("histogram") == null) lastHistogram = ClassHistogram.take();
        boolean chains = collect ? ProcessMemory.shareOfLimit() < MOST_OF_LIMIT : isDue("chains");
        return new Answer(200, "application/octet-stream", oldObjects.profile(chains, lastHistogram));
    }

    private Answer oldObjectsFile() throws IOException {
        Answer refused = refusal("recording");
        return refused != null ? refused : new Answer(200, "application/octet-stream", oldObjects.recording(true));
    }

    private Answer histogram() throws Exception {
        if (!histogram) return Answer.text(404, "the class histogram is off: start the agent with histogram=on");
        Answer refused = refusal("histogram");
        // The one before is better than none: its growth since then is missing.
        if (refused != null) return lastHistogram == null ? refused : Answer.text(200, lastHistogram.text);
        lastHistogram = ClassHistogram.take();
        return Answer.text(200, lastHistogram.text);
    }

    /** Whether the time since the last one and the memory that is left allow it; takes the turn when they do. */
    private boolean isDue(String what) {
        return refusal(what) == null;
    }

    private Answer refusal(String what) {
        double share = ProcessMemory.shareOfLimit();
        if (share >= MOST_OF_LIMIT) {
            return Answer.text(503, "memory is at " + Math.round(share * 100) + " % of its limit: it could be too much");
        }
        long now = System.nanoTime();
        Long last = lastTimes.get(what);
        long left = last == null ? 0 : every.toNanos() - (now - last);
        if (left > 0) return Answer.text(429, "at most every " + every.toSeconds() + " s: again in " + left / 1_000_000_000 + " s");
        lastTimes.put(what, now);
        return null;
    }
}
