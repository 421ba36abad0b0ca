import java.util.concurrent.locks.LockSupport;

/**
 * The JVM the tests examine. `threads=N` parks N threads, or `threads=max` as many as can be started, then prints `ready`.
 * A heartbeat prints `gap MS` whenever the whole JVM stood still for longer than 300 ms.
 */
public class Patient {
    private static void park() {
        while (true) {
            LockSupport.park();
        }
    }

    private static int start(int wanted) {
        int started = 0;
        try {
            for (; started < wanted; started++) {
                Thread thread = new Thread(null, Patient::park, "patient-" + started, 256 * 1024);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError full) {
            System.out.println("full after " + started);
        }
        return started;
    }

    public static void main(String[] args) throws InterruptedException {
        String threads = args.length > 0 ? args[0] : "5";
        start(threads.equals("max") ? Integer.MAX_VALUE : Integer.parseInt(threads));
        System.out.println("ready");
        System.out.flush();
        long last = System.nanoTime();
        while (true) {
            Thread.sleep(10);
            long now = System.nanoTime();
            long gapMs = (now - last) / 1_000_000;
            if (gapMs > 300) {
                System.out.println("gap " + gapMs);
                System.out.flush();
            }
            last = now;
        }
    }
}
