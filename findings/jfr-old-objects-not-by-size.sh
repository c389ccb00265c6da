#!/usr/bin/env bash
# OpenJDK 17: how often objects of a class stand in jdk.OldObjectSample says nothing of how many bytes they take.
#
# A Java program keeps parcels in a list, each an object of a few words that holds an array of 2,048 bytes, and between two
# of them allocates an array of 20,000 bytes that it drops. Of what it keeps nearly all bytes are the arrays: of both classes
# there are as many objects. Flight Recorder looks at an object where a thread’s buffer is full, which is more likely the larger
# the object is: one would expect the arrays to be followed some eighty times as often. What comes instead: the parcels are
# followed more often than the arrays that they hold, because the dropped array fills the buffer and the parcel is what comes
# next. So a share of followed objects is none of bytes, in either direction; the bytes are those of a class histogram.
# Observed: 35 parcels followed, of 320,000 bytes together, and 8 of their arrays, of 42,110,840; in three more runs 26 and 9, 36
# and 0, 34 and 1.
# Needs a JDK 17 (java, javac, jfr, jcmd). Exits with 1 when the behaviour is another one.
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
  static final class Parcel {
    final byte[] label = new byte[2048];
  }

  static final List<Parcel> KEPT = new ArrayList<>();
  static int seen;

  static String command(String operation, String... arguments) throws Exception {
    return (String) ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), operation,
        new Object[] {arguments}, new String[] {String[].class.getName()});
  }

  public static void main(String[] arguments) throws Exception {
    for (int n = 0; n < 20_000; n++) {
      KEPT.add(new Parcel());
      byte[] dropped = new byte[20_000];
      dropped[n % 100] = 1;
      seen += dropped[n % 7];
      if (n % 40 == 0) Thread.sleep(10);
    }
    System.out.print(command("gcClassHistogram"));
    command("jfrDump", "filename=kept.jfr");
  }
}
JAVA
javac Keep.java
java -Xmx155m -Xms32m -XX:+UseSerialGC -XX:StartFlightRecording=settings=profile Keep > histogram.txt
bytes() { awk -v class="$1" '$4 == class { print $3 }' histogram.txt; }
jfr print --stack-depth 1 --events jdk.OldObjectSample kept.jfr > events.txt
parcels=$(grep -A1 'object = ' events.txt | grep -c 'Keep$Parcel' || true); arrays=$(grep -A1 'object = ' events.txt | grep -c 'byte\[2048\]' || true)
echo "OpenJDK $(java -version 2>&1 | head -1): $parcels parcels followed, $(bytes 'Keep$Parcel') bytes; $arrays of their arrays, of $(bytes '[B') bytes of byte[]"
[ "$parcels" -gt "$arrays" ]
