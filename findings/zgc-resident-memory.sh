#!/usr/bin/env bash
# ZGC: the heap stands in no RSS of a container, and with OpenJDK 17 three times in that of the process.
#
# A program with -XX:+UseZGC -Xmx512m fills 200 MiB. One expects the anonymous memory of the process to have them, as with every
# other collector, and its resident set to be some 250 MiB. What comes instead: ZGC maps its heap from a memory file. The kernel
# counts such pages as shared memory, so that container_memory_rss, which is the anonymous memory of the cgroup, does not have
# them: they are in container_memory_cache, container_memory_working_set_bytes and usage. With 17 (and every ZGC that is not
# generational) each page is mapped at three addresses, and the resident set of the process counts each of them:
# VmRSS, process_resident_memory_bytes and top show the heap three times; its share of the pages (Pss) has it once. With 25, where
# ZGC is generational, the resident set has it once.
# So resident memory of a JVM 17 with ZGC may lie far above its limit and above what its cgroup is charged, and a heap that gains
# 1 MiB shows as 3.
# Observed: of 200 MiB kept RssShmem 610 MiB and Pss_Shmem 204 (17); 245 and 245 (25). Anonymous memory 17 to 28 MiB.
# Needs a JDK 17 or later (java, javac) and Linux 5.4 or later. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > Keep.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;

public class Keep {
  static long mebibytes(String file, String name) throws Exception {
    for (String line : Files.readAllLines(Path.of(file)))
      if (line.startsWith(name + ":")) return Long.parseLong(line.replaceAll("\\D+", "")) >> 10;
    return -1;
  }

  public static void main(String[] arguments) throws Exception {
    byte[][] kept = new byte[200][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new byte[1 << 20];
      java.util.Arrays.fill(kept[i], (byte) 1);
    }
    // While the collector marks, the program uses the heap at other addresses than before and after.
    Thread user = new Thread(() -> {
      while (true) for (byte[] each : kept) for (int at = 0; at < each.length; at += 4096) each[at]++;
    });
    user.setDaemon(true);
    user.start();
    for (int i = 0; i < 30; i++) System.gc();
    System.out.println("anonymous=" + mebibytes("/proc/self/status", "RssAnon")
        + " shared=" + mebibytes("/proc/self/status", "RssShmem")
        + " once=" + mebibytes("/proc/self/smaps_rollup", "Pss_Shmem") + " kept=" + kept.length);
  }
}
JAVA
javac Keep.java
said=$(java -Xmx512m -Xms64m -XX:+UseZGC Keep)
version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
echo "JDK $version: $said"
figure() { sed "s/.*$1=\([0-9]*\).*/\1/" <<< "$said"; }
[ "$(figure anonymous)" -lt 150 ] && [ "$(figure once)" -ge 200 ]
if [ "$version" -lt 21 ]; then [ "$(figure shared)" -ge 500 ]; fi
if [ "$version" -ge 24 ]; then [ "$(figure shared)" -le $(($(figure once) + 20)) ]; fi
