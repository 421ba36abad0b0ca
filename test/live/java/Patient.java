import java.util.concurrent.locks.LockSupport;

/**
 * The JVM the tests examine. `threads=N` parks N threads, or `threads=max` as many as can be started, then prints `ready`.
 * `leak=N/S`: N threads more each second, and after S seconds it gives up with exit code 3.
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
        if (args.length > 1) {
            String[] leak = args[1].substring("leak=".length()).split("/");
            for (int second = 0; second < Integer.parseInt(leak[1]); second++) {
                Thread.sleep(1000);
                start(Integer.parseInt(leak[0]));
            }
            System.out.println("java.lang.OutOfMemoryError: unable to create native thread");
            System.exit(3);
        }
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
