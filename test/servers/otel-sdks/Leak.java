import java.util.ArrayList;
import java.util.List;

/** Keeps everything it is asked for; OpenTelemetry's agent sends the runtime's metrics. */
public class Leak {
  static final List<byte[]> KEPT = new ArrayList<>();

  public static void main(String[] arguments) throws InterruptedException {
    byte[] garbage = null;
    while (true) {
      KEPT.add(new byte[256 << 10]);
      for (int i = 0; i < 16; i++) garbage = new byte[128 << 10];
      Thread.sleep(500 + (garbage.length & 1));
    }
  }
}
