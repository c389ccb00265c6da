#!/usr/bin/env bash
# Micrometer 1.16.8 on OpenJDK 17 with G1: jvm.gc.live.data.size is 0 for as long as a leak climbs, up to a full heap.
#
# A program with the default collector keeps 380 MiB of a heap of 512 MiB, one object in ten, as a plain leak does. G1 collects
# some thirty times meanwhile and ends several cycles of its concurrent marking. One would expect jvm.gc.live.data.size, "the size
# of the long-lived pool after reclamation", to climb with it, or to agree with jvm.memory.usage.after.gc of the same library.
# What comes instead:
# - jvm.gc.live.data.size is 0 at each of eight looks: it is set by a full collection, or by one that makes the old generation
#   smaller, and where nearly everything lives none does;
# - jvm.memory.usage.after.gc climbs from some 7 to nearly 80 % meanwhile: what the old generation holds after any collection,
#   garbage that became old included;
# - the CollectionUsage of the pool "G1 Old Gen", which client_java has as jvm_memory_pool_collection_used_bytes, is 0 for the
#   first looks and jumps to some 260 MiB with the first mixed collection; in runs without one it was 0 to the end;
# - one full collection (System.gc here, as a class histogram makes one) sets all of them to what was alive all the time;
# - with -XX:+UseSerialGC the same program has full collections, and a figure, before its end.
# So a 0 beside a heap that climbs is no proof that nothing of it lives. Observed: 0 at 396 MiB used, after 36 collections and 4
# concurrent cycles; 393 MiB after System.gc.
# Needs a JDK 17 (java, javac) and Maven. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.micrometer</groupId><artifactId>micrometer-core</artifactId><version>1.16.8</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat > Leak.java <<'JAVA'
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;

public class Leak {
  static final List<byte[]> KEPT = new ArrayList<>(2_000_000);
  static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();
  static volatile Object last;
  static MemoryPoolMXBean old;

  static long mebibytes(double bytes) { return (long) bytes >> 20; }

  static void look(String when) throws Exception {
    Thread.sleep(300);
    long collections = 0;
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) collections += each.getCollectionCount();
    Gauge after = REGISTRY.find("jvm.memory.usage.after.gc").gauge();
    System.out.println(when + " used=" + mebibytes(old.getUsage().getUsed())
        + " collectionUsage=" + mebibytes(old.getCollectionUsage().getUsed())
        + " liveDataSize=" + mebibytes(REGISTRY.get("jvm.gc.live.data.size").gauge().value())
        + " usageAfterGcPercent=" + (after == null ? 0 : Math.round(100 * after.value()))
        + " collections=" + collections);
  }

  public static void main(String[] arguments) throws Exception {
    for (MemoryPoolMXBean each : ManagementFactory.getMemoryPoolMXBeans())
      if (each.getName().contains("Old") || each.getName().contains("Tenured")) old = each;
    new JvmGcMetrics().bindTo(REGISTRY);
    new JvmHeapPressureMetrics().bindTo(REGISTRY);
    long keep = 380L << 20;
    long kept = 0;
    for (int i = 0, step = 0; kept < keep; i++) {
      byte[] one = new byte[500];
      last = one;
      if (i % 10 != 0) continue;
      KEPT.add(one);
      kept += 516;
      if (kept * 8 / keep > step) {
        step++;
        look("climbing");
      }
    }
    System.gc();
    look("full");
    System.out.println(KEPT.size() > 0 ? "kept" : "");
  }
}
JAVA
javac -cp 'lib/*' Leak.java
java -cp 'lib/*:.' -Xmx512m -XX:+UseG1GC -Xlog:gc:file=gc.log Leak 2>/dev/null > g1.txt
java -cp 'lib/*:.' -Xmx512m -XX:+UseSerialGC Leak 2>/dev/null > serial.txt
cycles=$(grep -c 'Concurrent .*Cycle [0-9]' gc.log || true)
sed 's/^/G1: /' g1.txt; sed 's/^/Serial: /' serial.txt
echo "OpenJDK $(java -version 2>&1 | head -1): concurrent cycles of G1: $cycles"
looks=$(grep -c '^climbing' g1.txt)
zeros=$(grep -c '^climbing .* liveDataSize=0 ' g1.txt)
last=$(grep '^climbing' g1.txt | tail -1)
figure() { sed "s/.* $1=\([0-9]*\) .*/\1/" <<< "$2"; }
serial=$(grep '^climbing' serial.txt | tail -1)
[ "$looks" = 8 ] && [ "$zeros" = 8 ] && [ "$cycles" -ge 1 ] && [ "$(figure used "$last")" -gt 300 ] &&
  [ "$(figure usageAfterGcPercent "$last")" -gt 60 ] && [ "$(figure liveDataSize "$(grep '^full' g1.txt)")" -gt 300 ] &&
  [ "$(figure liveDataSize "$serial")" -gt 100 ]
