#!/usr/bin/env bash
# OpenJDK 17 and 25, Parallel and Serial: an old generation that is full is not the end of the heap, and neither is -Xmx.
#
# A program with -Xmx96m keeps every object of 1,000 bytes and makes five times as much garbage. Its old generation may take 64 MiB
# (jvm_memory_pool_max_bytes, jvm_gc_max_data_size_bytes). One expects the OutOfMemoryError either there, because what lives
# long has to fit into the old generation, or at 96 MiB, because that is the largest heap. What comes instead:
# - when the old generation is full, what lives stays in the young one after each full collection: the process runs on, and what
#   the exporters report after a collection of the old generation (CollectionUsage, jvm_gc_live_data_size_bytes) stands at
#   64 MiB from then on, whatever is kept more;
# - Serial ends with 88 to 91 MiB alive, Parallel with 77: its survivor spaces take ever more of the young generation, and the
#   error comes with a fifth of -Xmx unused. Of 30 times as much garbage Parallel ends otherwise, at 91 MiB, with "GC overhead
#   limit exceeded".
# So a live heap at the maximum of its pool is not full, its figure says nothing of when it will be, and a process that ended so may
# have had 80 % of its maximum in use.
# Observed: 77.6 and 91.4 MiB (17), 76.9 and 87.6 MiB (25); with -Xmx400m 326 and 385 MiB.
# Needs a JDK 17 or later (java, javac). Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > Full.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

public class Full {
  static final byte[][] KEPT = new byte[200_000][];
  static volatile Object last;

  public static void main(String[] arguments) {
    MemoryPoolMXBean old = null;
    for (MemoryPoolMXBean each : ManagementFactory.getMemoryPoolMXBeans())
      if (each.getName().matches(".*(Old|Tenured).*")) old = each;
    long most = old.getUsage().getMax();
    int kept = 0;
    long atFull = 0;
    long reported = 0;
    try {
      for (; ; kept++) {
        KEPT[kept] = new byte[1000];
        for (int garbage = 0; garbage < 5; garbage++) last = new byte[1000];
        if (kept % 200 != 0) continue;
        reported = old.getCollectionUsage().getUsed();
        if (atFull == 0 && reported >= 0.98 * most) atFull = kept;
      }
    } catch (OutOfMemoryError error) {
      // Nothing may be allocated before some of it is let go.
      for (int each = 0; each < kept / 2; each++) KEPT[each] = null;
      System.out.println("old=" + (most >> 20) + " full=" + (atFull * 1016 >> 20) + " reported=" + (reported >> 20)
          + " alive=" + (kept * 1016L >> 20) + " " + error.getMessage());
    }
  }
}
JAVA
javac Full.java
figure() { sed "s/.*$1=\([0-9]*\).*/\1/" <<< "$2"; }
for collector in Parallel Serial; do
  said=$(java -Xmx96m -XX:+Use${collector}GC Full)
  echo "$collector: $said"
  [ "$(figure old "$said")" -le 65 ] && [ "$(figure reported "$said")" -le 64 ]
  [ "$(figure alive "$said")" -ge $(($(figure full "$said") + 8)) ] && [ "$(figure alive "$said")" -ge 72 ]
  [ "$collector" = Serial ] || [ "$(figure alive "$said")" -le 84 ]
done
