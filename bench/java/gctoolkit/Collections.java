import com.microsoft.gctoolkit.GCToolKit;
import com.microsoft.gctoolkit.aggregator.Aggregates;
import com.microsoft.gctoolkit.aggregator.Aggregation;
import com.microsoft.gctoolkit.aggregator.Aggregator;
import com.microsoft.gctoolkit.aggregator.Collates;
import com.microsoft.gctoolkit.aggregator.EventSource;
import com.microsoft.gctoolkit.event.g1gc.G1GCPauseEvent;
import com.microsoft.gctoolkit.io.SingleGCLogFile;
import com.microsoft.gctoolkit.jvm.JavaVirtualMachine;
import java.nio.file.Path;

/** Reads a GC log of G1 with GCToolKit and counts its pauses: the least one can ask of it. */
public final class Collections {
  private Collections() {}

  @Collates(Collector.class)
  public abstract static class Pauses extends Aggregation {
    public abstract void add(double seconds);
  }

  @Aggregates({EventSource.G1GC})
  public static final class Collector extends Aggregator<Pauses> {
    public Collector(Pauses pauses) {
      super(pauses);
      register(G1GCPauseEvent.class, event -> aggregation().add(event.getDuration()));
    }
  }

  public static final class Counted extends Pauses {
    private long count;
    private double seconds;

    @Override
    public void add(double of) {
      count++;
      seconds += of;
    }

    @Override
    public boolean hasWarning() {
      return false;
    }

    @Override
    public boolean isEmpty() {
      return count == 0;
    }
  }

  public static void main(String[] args) throws Exception {
    GCToolKit kit = new GCToolKit();
    kit.loadAggregation(new Counted());
    JavaVirtualMachine jvm = kit.analyze(new SingleGCLogFile(Path.of(args[0])));
    Counted counted = jvm.getAggregation(Counted.class).orElseThrow();
    System.out.println(counted.count + " pauses, " + counted.seconds + " s");
    System.exit(counted.isEmpty() ? 1 : 0);
  }
}
