import type { ByteSource } from '../model/byte-source.ts';
import type { Format, ParseOptions, Reading } from '../model/format.ts';
import type { Metric, MetricsReading } from '../model/metrics.ts';
import { ParseError } from '../model/parsed.ts';
import { expositionLine } from './prometheus/exposition.ts';
import { countedLines } from './text/counted-lines.ts';
import { detached } from './text/lines.ts';
import { boundedProblems } from './text/problems.ts';

/** What says something of a JVM, its pools and its workers; requests by path and histograms of them are most of the rest. */
const kept =
  /^(?:jvm_|process_|system_cpu_|hikaricp_|jdbc_|r2dbc_|agroal_|tomcat_|jetty_|executor_|httpcomponents_|http_client_pool|commons_pool2_|lettuce_|reactor_netty_|rabbitmq_|application_)/;
const histogram = /_bucket$/;
const maxMetrics = 20_000;

/** Names by which the metrics of a JVM are told from those of anything else that speaks this format. */
const ofJvm =
  /^(?:# (?:HELP|TYPE) )?(?:jvm_(?:memory|threads|gc|classes|buffer|info)|hikaricp_|tomcat_|jdbc_connections)/m;
const ofAnything = /^# (?:HELP|TYPE) [A-Za-z_:][\w:]{0,255} ?/m;

const parse = async (source: ByteSource, options: ParseOptions<MetricsReading>): Promise<Reading> => {
  const metrics: Metric[] = [];
  const found = boundedProblems();
  const { signal, onProgress } = options;
  const reading = { signal, onProgress, onProblem: found.add };
  const counted = await countedLines(source, reading, (text, line) => {
    const metric = expositionLine(text);
    if (metric === undefined) {
      found.add({ line, message: 'no line of the Prometheus text format' });
      return false;
    }
    const wanted = metric !== 'other' && kept.test(metric.name) && !histogram.test(metric.name);
    if (wanted && metrics.length < maxMetrics) metrics.push({ ...metric, name: detached(metric.name), line });
    return true;
  });
  if (metrics.length === 0)
    throw new ParseError('it holds no metric of a JVM, a connection pool or a server', 'metrics of something else');
  const { artifactId, takenAtMs } = options;
  options.emit({ artifactId, metrics, ...(takenAtMs === undefined ? {} : { takenAtMs }) });
  return { problems: found.list(), ...counted };
};

/** What an application tells of itself at /actuator/prometheus or the like. */
const format: Format<'metrics'> = {
  kind: 'metrics',
  title: 'metrics (Prometheus text)',
  recognise: ({ text }) => {
    if (text === undefined || !ofAnything.test(text)) return 'no';
    return ofJvm.test(text) ? 'certain' : 'possible';
  },
  parse,
};

export default format;
