#!/usr/bin/env bash
# OpenJDK 17: once the table of jdk.OldObjectSample is full, large objects displace small ones, and the samples misname the leak.
#
# A Java program keeps groups of 1,000 records of 40 bytes in an array of 4 KiB each: 91 % of what it keeps are records, 9 %
# arrays. One would expect the samples of a sampler by allocated bytes to say so. What comes instead: with a table of 20,000
# entries, which never fills, most samples are records; with the default of 256 the arrays, a tenth of the bytes, have most of
# the samples. Nothing in the recording says that the table was full. A table too large to fill
# (-XX:FlightRecorderOptions=old-object-queue-size=N), or weighing each sample by the class histogram, makes up for it.
# Observed: records have 90 % of the samples in the large table, 0 % in the default one.
# Needs a JDK 17 (java, javac, jfr). Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > Keep.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;

public class Keep {
  static final class Fill {
    double price, size;
    long time;
  }

  static final List<Fill[]> KEPT = new ArrayList<>();

  static void command(String operation, String... arguments) throws Exception {
    ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), operation,
        new Object[] {arguments}, new String[] {String[].class.getName()});
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 4000; i++) {
      Fill[] fills = new Fill[1000];
      for (int j = 0; j < fills.length; j++) fills[j] = new Fill();
      KEPT.add(fills);
    }
    command("gcClassHistogram");
    command("jfrDump", "filename=" + arguments[0]);
  }
}
JAVA
javac Keep.java
share() { # TABLE: which part of the samples of records and arrays are records, in per cent
  java -Xmx400m -XX:+UseParallelGC -XX:TLABSize=16k -XX:-ResizeTLAB "-XX:FlightRecorderOptions=old-object-queue-size=$1" \
    '-XX:StartFlightRecording=settings=none,+jdk.OldObjectSample#enabled=true' Keep "$1.jfr" >/dev/null
  jfr print --json --events jdk.OldObjectSample "$1.jfr" > "$1.json"
  records=$(grep -c '"name": "Keep$Fill"' "$1.json" || true)
  arrays=$(grep -c '"name": "\[LKeep$Fill;"' "$1.json" || true)
  echo $((100 * records / (records + arrays)))
}
large=$(share 20000); default=$(share 256)
echo "OpenJDK $(java -version 2>&1 | head -1): records have $large % of the samples in a table that does not fill, $default % in the default one"
[ "$large" -gt 60 ] && [ "$default" -lt 40 ]
