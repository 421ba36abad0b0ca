import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** N parked platform threads with the names and depth of a thread explosion; prints READY and stays until killed. */
public class Parked {
  static void deep(int depth) {
    if (depth == 0) LockSupport.park();
    else deep(depth - 1);
  }

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    CountDownLatch started = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      int depth = 5 + i % 20;
      Thread thread =
          new Thread(
              () -> {
                started.countDown();
                while (true) deep(depth);
              },
              "kafka-producer-network-thread | producer-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    started.await();
    System.out.println("READY");
    Thread.sleep(600_000);
  }
}
