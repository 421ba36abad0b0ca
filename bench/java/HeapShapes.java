import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Fills a heap with the shapes that make heap dumps hard: a long linked list, a doubly linked ring, orders with strings and maps, big
 * arrays, leaked class loaders, and a thread whose thread-local keeps maps; then writes a dump of it and ends.
 *
 * java -Xmx2g -cp CLASSES HeapShapes FILE.hprof UNITS [LIST [MAPS]]
 */
public class HeapShapes {
    static final class Node { Node next; int value; }
    static final class Ring { Ring before; Ring after; Object payload; }
    static final class Address { String street; String city; int number; }
    static class Customer { String name; String mail; Address address; Map<String, Order> orders = new LinkedHashMap<>(); }
    static final class Item { String sku; long priceCents; Order order; }
    static class Order { long id; Customer customer; Date placed; Item[] items; Map<String, Object> attributes; byte[] document; }
    static final class Cache { final ConcurrentHashMap<Long, Order> orders = new ConcurrentHashMap<>(); }

    /** One thread's trace log, as a framework would keep it. */
    static final class TraceLog {
        static final ThreadLocal<TraceLog> CURRENT = ThreadLocal.withInitial(TraceLog::new);
        final List<Map<String, Object>> entries = new ArrayList<>();
    }

    public static class Leaky {
        static byte[] buffer = new byte[10_000];
    }

    static final class LeakingLoader extends ClassLoader {
        private final byte[] bytes;

        LeakingLoader(byte[] bytes) {
            super(HeapShapes.class.getClassLoader());
            this.bytes = bytes;
        }

        Object leak() throws Exception {
            return defineClass("HeapShapes$Leaky", bytes, 0, bytes.length).getDeclaredConstructor().newInstance();
        }
    }

    static Node list;
    static Ring ring;
    static final Cache CACHE = new Cache();
    static final List<Customer> CUSTOMERS = new ArrayList<>();
    static final List<Object> LEAKED = new ArrayList<>();
    static final List<byte[]> BUFFERS = new ArrayList<>();

    static Customer customer(int i) {
        Customer customer = new Customer();
        customer.name = "customer-" + i;
        customer.mail = "customer-" + i + "@example.com";
        customer.address = new Address();
        customer.address.street = "street " + i % 977;
        customer.address.city = new String("Seoul");
        customer.address.number = i;
        return customer;
    }

    static void order(long id, Customer customer) {
        Order order = new Order();
        order.id = id;
        order.customer = customer;
        order.placed = new Date(id * 1000);
        order.items = new Item[(int) (id % 7) + 1];
        for (int k = 0; k < order.items.length; k++) {
            order.items[k] = new Item();
            order.items[k].sku = "sku-" + (id * 7 + k) % 100_000;
            order.items[k].priceCents = id * 100;
            order.items[k].order = order;
        }
        order.attributes = new HashMap<>();
        order.attributes.put("status", "PAID-" + id % 5);
        order.attributes.put("total", id * 100);
        if (id % 4 == 0) order.document = new byte[(int) (id % 900)];
        CACHE.orders.put(id, order);
        customer.orders.put(Long.toString(id), order);
    }

    static void keepMaps(int count, CountDownLatch ready) {
        TraceLog log = TraceLog.CURRENT.get();
        for (int i = 0; i < count; i++) {
            Map<String, Object> entry = new HashMap<>();
            entry.put("request", "GET /orders/" + i);
            entry.put("millis", i);
            log.entries.add(entry);
        }
        ready.countDown();
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException end) {
            return;
        }
    }

    public static void main(String[] arguments) throws Exception {
        String file = arguments[0];
        int units = Integer.parseInt(arguments[1]);
        int length = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 400_000;
        int maps = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 50_000;
        for (int i = 0; i < length; i++) {
            Node node = new Node();
            node.next = list;
            node.value = i;
            list = node;
        }
        Ring first = new Ring();
        Ring last = first;
        for (int i = 1; i < length / 10; i++) {
            Ring next = new Ring();
            next.before = last;
            last.after = next;
            last = next;
        }
        last.after = first;
        first.before = last;
        ring = first;
        for (int i = 0; i < units; i++) {
            Customer customer = customer(i);
            CUSTOMERS.add(customer);
            for (int k = 0; k < 4; k++) order(i * 4L + k, customer);
            if (i % 1000 == 0) BUFFERS.add(new byte[units < 1000 ? 50_000 : 500_000]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream stream = HeapShapes.class.getClassLoader().getResourceAsStream("HeapShapes$Leaky.class")) {
            for (int got = stream.read(); got >= 0; got = stream.read()) bytes.write(got);
        }
        for (int i = 0; i < (units < 1000 ? 3 : 100); i++) LEAKED.add(new LeakingLoader(bytes.toByteArray()).leak());
        CountDownLatch ready = new CountDownLatch(10);
        for (int i = 1; i <= 10; i++) {
            int count = i == 2 ? maps : 10;
            Thread thread = new Thread(() -> keepMaps(count, ready), "http-nio-11010-exec-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        ready.await();
        ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
    }
}
