#!/usr/bin/env bash
# async-profiler 4.2 (Maven Central): a live profile of 400 MiB kept equals one of 100 MiB, and its bytes are the samples' own.
#
# A Java program keeps arrays of 16 KiB and ends. It runs under the agent with event=alloc,live three times: 20, 100 and 400 MiB
# kept, an allocation sample every 64 KiB. One would expect sample counts in proportion, and with `total` bytes near what is
# kept, as the profiles of Go's and tcmalloc's samplers are scaled. What comes instead:
# - at most 1,024 objects are followed: 100 MiB and 400 MiB give the same count;
# - `total` adds the sizes of the sampled objects only: 20 MiB kept come out as about 4 MiB, 100 and 400 MiB as 16 MiB.
# Nothing in the output says that the table was full. An interval of at least (largest heap / 1,000) keeps it from filling;
# a sample then stands for the interval. Observed: objects 287, 1024, 1024; bytes 4.0, 16.0, 16.0 MiB.
# Needs Linux on x64, a JDK (javac), Maven, unzip. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -Dartifact=tools.profiler:async-profiler:4.2 \
  -DoutputDirectory="$scratch" >/dev/null
unzip -qo async-profiler-4.2.jar linux-x64/libasyncProfiler.so
cat > Keep.java <<'JAVA'
import java.util.ArrayList;

public class Keep {
  static final ArrayList<byte[]> KEPT = new ArrayList<>();

  public static void main(String[] arguments) throws Exception {
    int arrays = Integer.parseInt(arguments[0]) * 64;
    for (int i = 0; i < arrays; i++) {
      KEPT.add(new byte[16 * 1024]);
      if (i % 64 == 0) Thread.sleep(1);
    }
  }
}
JAVA
javac Keep.java
profile() { # MIB OPTIONS: the sum of the profile's last column, for stacks of the program
  java -Xmx900m "-agentpath:$scratch/linux-x64/libasyncProfiler.so=start,event=alloc,alloc=64k,live,collapsed,file=$scratch/out.txt$2" Keep "$1" >/dev/null 2>&1
  awk '/Keep\.main/ { sum += $NF } END { print sum + 0 }' out.txt
}
few=$(profile 20 ''); full=$(profile 100 ''); more=$(profile 400 '')
fewBytes=$(profile 20 ,total); fullBytes=$(profile 100 ,total); moreBytes=$(profile 400 ,total)
echo "async-profiler 4.2: 20, 100 and 400 MiB kept: $few, $full and $more objects; $fewBytes, $fullBytes and $moreBytes bytes"
MiB=1048576
[ "$few" -lt 400 ] && [ "$full" = 1024 ] && [ "$more" = 1024 ] &&
  [ "$fewBytes" -lt $((6 * MiB)) ] && [ "$fullBytes" -lt $((17 * MiB)) ] && [ "$moreBytes" -lt $((17 * MiB)) ]
