/**
 * What kind of code a frame is, by the beginning of its class name. The longest matching prefix wins, so an exception is
 * one more specific line. Shaded copies (`com.acme.shaded.org.apache.kafka...`) are matched by `shadedRoots`.
 */
export type FrameKind = 'jdk' | 'framework' | 'driver' | 'agent' | 'generated' | 'application';

const jdk = ['java.', 'javax.', 'jdk.', 'sun.', 'com.sun.', 'jrockit.', 'oracle.jrockit.', 'apple.laf.'];

/** Database and store drivers: code that talks to the server on a connection it was given. */
const drivers = [
  'com.mysql.',
  'org.gjt.mm.mysql.',
  'org.mariadb.',
  'org.postgresql.',
  'com.edb.',
  'oracle.jdbc.',
  'oracle.net.',
  'oracle.sql.',
  'com.tmax.tibero.',
  'Altibase.jdbc.',
  'cubrid.jdbc.',
  'cubrid.sql.',
  'com.microsoft.sqlserver.',
  'net.sourceforge.jtds.',
  'com.sybase.',
  'com.ibm.db2.',
  'com.sap.db.',
  'org.h2.',
  'org.hsqldb.',
  'org.apache.derby.',
  'org.sqlite.',
  'com.clickhouse.',
  'com.vertica.',
  'com.mongodb.',
  'redis.clients.jedis.Connection',
  'redis.clients.jedis.Protocol',
  'redis.clients.util.Redis',
  'redis.clients.jedis.util.Redis',
];

/** Agents wrap application frames; naming them would blame the observer. */
const agents = [
  'aries.',
  'com.aries.',
  'jennifer.',
  'com.jennifersoft.',
  'com.navercorp.pinpoint.',
  'com.nhn.pinpoint.',
  'scouter.',
  'whatap.',
  'io.whatap.',
  'datadog.',
  'com.datadog.',
  'io.opentelemetry.',
  'com.newrelic.',
  'com.nr.',
  'com.dynatrace.',
  'com.appdynamics.',
  'co.elastic.apm.',
  'org.apache.skywalking.',
  'org.glowroot.',
  'com.wily.',
  'kr.co.exem.',
  'com.exem.',
];

const frameworks = [
  'org.springframework.',
  'devonframe.',
  'devon.',
  'com.lgcns.devon',
  'com.devon.',
  'egovframework.',
  'org.egovframe.',
  'nexcore.',
  'com.skcc.nexcore.',
  'com.sds.anyframe.',
  'org.anyframe.',
  'com.tmax.',
  'jeus.',
  'weblogic.',
  'com.bea.',
  'com.ibm.',
  'org.hibernate.',
  'org.eclipse.',
  'org.jboss.',
  'org.wildfly.',
  'org.xnio.',
  'io.undertow.',
  'io.netty.',
  'io.grpc.',
  'io.vertx.',
  'io.quarkus.',
  'io.smallrye.',
  'io.micronaut.',
  'io.micrometer.',
  'io.reactivex.',
  'rx.',
  'reactor.',
  'akka.',
  'org.apache.',
  'org.glassfish.',
  'com.caucho.',
  'org.mortbay.',
  'org.mybatis.',
  'com.ibatis.',
  'jakarta.',
  'javax.servlet.',
  'javax.jms.',
  'javax.ws.',
  'kotlin.',
  'kotlinx.',
  'scala.',
  'groovy.',
  'clojure.',
  'okhttp3.',
  'okio.',
  'com.squareup.',
  'retrofit2.',
  'feign.',
  'com.netflix.',
  'com.zaxxer.hikari.',
  'com.alibaba.druid.',
  'com.alibaba.dubbo.',
  'com.alibaba.nacos.',
  'com.mchange.',
  'com.jolbox.bonecp.',
  'org.vibur.',
  'io.agroal.',
  'oracle.ucp.',
  'snaq.db.',
  'org.logicalcobwebs.proxool.',
  'com.p6spy.',
  'net.sf.log4jdbc.',
  'net.ttddyy.dsproxy.',
  'core.log.jdbc.driver.',
  'ch.qos.logback.',
  'org.slf4j.',
  'org.apache.log4j.',
  'net.logstash.logback.',
  'redis.clients.',
  'io.lettuce.',
  'org.redisson.',
  'com.hazelcast.',
  'org.infinispan.',
  'org.jgroups.',
  'net.sf.ehcache.',
  'org.ehcache.',
  'net.spy.memcached.',
  'com.github.benmanes.caffeine.',
  'com.google.common.',
  'com.google.inject.',
  'com.google.api.',
  'com.google.cloud.',
  'com.fasterxml.',
  'com.amazonaws.',
  'software.amazon.',
  'com.azure.',
  'com.microsoft.azure.',
  'com.rabbitmq.',
  'org.quartz.',
  'com.ning.',
  'org.asynchttpclient.',
  'io.swagger.',
  'io.github.resilience4j.',
  'org.aspectj.',
  'org.aopalliance.',
  'net.sf.cglib.',
  'net.bytebuddy.',
  'javassist.',
  'org.objectweb.asm.',
  'org.junit.',
  'junit.',
  'org.testng.',
  'org.codehaus.',
  'org.gradle.',
  'worker.org.gradle.',
  'EDU.oswego.',
  'org.jctools.',
  'com.lmax.disruptor.',
  'org.bouncycastle.',
  'org.elasticsearch.',
  'org.opensearch.',
  'co.elastic.clients.',
  'com.sleepycat.',
  'org.conscrypt.',
];

/** The compiled pages of an application live here. */
const application = ['org.apache.jsp.', 'org.springframework.samples.'];

/** Roots a shaded copy is recognised by when they stand inside a longer name. */
const shadedRoots = [
  '.org.apache.',
  '.com.google.common.',
  '.io.netty.',
  '.okhttp3.',
  '.com.mysql.',
  '.org.postgresql.',
];

const kinds = new Map<string, FrameKind>();
for (const prefix of jdk) kinds.set(prefix, 'jdk');
for (const prefix of frameworks) kinds.set(prefix, 'framework');
for (const prefix of drivers) kinds.set(prefix, 'driver');
for (const prefix of agents) kinds.set(prefix, 'agent');
for (const prefix of application) kinds.set(prefix, 'application');
/** First characters up to this many decide nothing shorter: prefixes are looked up longest first. */
const lengths = [...new Set([...kinds.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);

const generated =
  /\$\$Lambda|\$\$(?:EnhancerBy|FastClassBy|SpringCGLIB|KeyFactoryBy)|\$\$_?[Jj]ava?ssist|_\$\$_jvst|\$HibernateProxy\$|\$ByteBuddy\$|(?:^|\.)\$Proxy\d|Generated(?:Method|Constructor|Serialization)Accessor|\$\$_Weld|\$Proxy\$_\$\$|_ClientProxy$|\$MockitoMock\$/;

const prefixKind = (className: string): FrameKind => {
  for (const length of lengths) {
    if (length > className.length) continue;
    const kind = kinds.get(className.slice(0, length));
    if (kind !== undefined) return kind;
  }
  return shadedRoots.some((root) => className.includes(root)) ? 'framework' : 'application';
};

const known = new Map<string, FrameKind>();

/** The kind of code a class is. Generated classes (proxies, lambdas) are named as such whatever their package. */
export const kindOfClass = (className: string): FrameKind => {
  const before = known.get(className);
  if (before !== undefined) return before;
  const kind = generated.test(className) ? 'generated' : prefixKind(className);
  if (known.size > 50_000) known.clear();
  known.set(className, kind);
  return kind;
};
