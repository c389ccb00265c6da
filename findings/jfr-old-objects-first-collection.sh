#!/usr/bin/env bash
# OpenJDK 17: a dump of jdk.OldObjectSample is empty until the first collection, and holds every survivor once more each time.
#
# A Java program keeps 20,000 arrays in a map. Flight Recorder follows old objects, with stacks and with path-to-gc-roots. One
# would expect the dump of such a program to show them. What comes instead:
# - before any collection the dump has no event, and nothing says why: only objects older than the latest collection are written,
#   so the recording that a JVM writes at its end is empty as well when it never had to collect;
# - after one (GC.class_histogram makes one) the same program's dump has some ninety events;
# - the next dump holds the chunk of the one before, so the same objects stand in it twice: their allocationTime is the same.
# So a collection has to come first, and only the events of the last startTime show what is alive. Observed: 0 events before a
# collection; 86 after; 172 in the dump after that, of 86 allocation times.
# Needs a JDK 17 (java, javac, jfr). Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > Keep.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.ObjectName;

public class Keep {
  static final Map<Integer, byte[]> KEPT = new HashMap<>();

  static void command(String operation, String... arguments) throws Exception {
    ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), operation,
        new Object[] {arguments}, new String[] {String[].class.getName()});
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 20_000; i++) {
      KEPT.put(i, new byte[1000]);
      if (i % 50 == 0) Thread.sleep(1);
    }
    command("jfrDump", "filename=before.jfr", "path-to-gc-roots=true");
    command("gcClassHistogram");
    command("jfrDump", "filename=after.jfr", "path-to-gc-roots=true");
    command("jfrDump", "filename=again.jfr", "path-to-gc-roots=true");
  }
}
JAVA
javac Keep.java
# A young generation that holds all of it, so that nothing is collected before it is asked for.
java -Xmx400m -Xmn300m -XX:+UseSerialGC -XX:TLABSize=256k -XX:-ResizeTLAB \
  '-XX:StartFlightRecording=settings=none,+jdk.OldObjectSample#enabled=true,+jdk.OldObjectSample#stackTrace=true,+jdk.OldObjectSample#cutoff=infinity' \
  Keep >/dev/null
events() { jfr print --events jdk.OldObjectSample "$1" | grep -c '^jdk.OldObjectSample' || true; }
times() { jfr print --json --events jdk.OldObjectSample "$1" | grep -o '"allocationTime": "[^"]*"' | sort -u | wc -l; }
before=$(events before.jfr); after=$(events after.jfr); again=$(events again.jfr); distinct=$(times again.jfr)
echo "OpenJDK $(java -version 2>&1 | head -1): $before events before a collection, $after after one, $again in the next dump, of $distinct allocation times"
[ "$before" = 0 ] && [ "$after" -gt 20 ] && [ "$again" -gt $((after * 3 / 2)) ] && [ "$distinct" -le $((after + 5)) ]
