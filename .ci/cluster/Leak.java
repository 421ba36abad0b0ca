import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The patient: an executor for each request, never shut down. LEAK_PER_SEC (2) and LEAK_MAX (400) set its pace; EAT_MB_PER_SEC, or the
 * file /tmp/eat, makes it fill its heap as well.
 */
public class Leak {
  private static final List<byte[]> KEPT = new ArrayList<>();

  private static int setting(String name, int otherwise) {
    String value = System.getenv(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  static String handle(int request) throws Exception {
    ExecutorService own = Executors.newFixedThreadPool(1);
    return own.submit(() -> "request " + request).get();
  }

  public static void main(String[] args) throws Exception {
    int perSecond = setting("LEAK_PER_SEC", 2);
    int most = setting("LEAK_MAX", 400);
    int megabytes = setting("EAT_MB_PER_SEC", 0);
    for (int second = 0, request = 0; ; second++) {
      for (int i = 0; i < perSecond && request < most; i++) handle(request++);
      int eaten = new File("/tmp/eat").exists() ? Math.max(32, megabytes) : megabytes;
      for (int i = 0; i < eaten; i++) {
        byte[] piece = new byte[1 << 20];
        java.util.Arrays.fill(piece, (byte) 1);
        KEPT.add(piece);
      }
      if (second % 10 == 0) System.out.println("requests: " + request + ", threads: " + Thread.activeCount());
      Thread.sleep(1000);
    }
  }
}
