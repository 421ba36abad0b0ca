import { describe, expect, it } from 'vitest';
import { remoteWaitFrame } from '../../../src/facts/lock/remote.ts';
import { stack } from '../../support/threads.ts';

const park = 'jdk.internal.misc.Unsafe.park(Native Method)';

describe('a wait for something outside of the JVM', () => {
  it.each([
    [
      'a JDBC read',
      [
        'java.net.SocketInputStream.socketRead0(Native Method)',
        'oracle.net.ns.Packet.receive(P.java:1)',
        'oracle.jdbc.driver.OracleStatement.execute(O.java:1)',
        'com.acme.Dao.find(Dao.java:1)',
      ],
      'oracle.net.ns.Packet',
    ],
    [
      'a read of JDK 17',
      [
        'sun.nio.ch.Net.poll(Native Method)',
        'sun.nio.ch.NioSocketImpl.park(N.java:1)',
        'org.postgresql.core.PGStream.receiveChar(P.java:1)',
      ],
      'org.postgresql.core.PGStream',
    ],
    [
      'a park beneath a synchronous client',
      [
        park,
        'java.util.concurrent.CompletableFuture.get(C.java:1)',
        'io.lettuce.core.protocol.AsyncCommand.await(A.java:1)',
        'com.acme.A.a(A.java:1)',
      ],
      'io.lettuce.core.protocol.AsyncCommand',
    ],
    [
      'a shaded client',
      [park, 'com.acme.shaded.okhttp3.RealCall.execute(R.java:1)'],
      'com.acme.shaded.okhttp3.RealCall',
    ],
    [
      'a bare socket',
      ['java.net.SocketInputStream.socketRead0(Native Method)', 'com.acme.Legacy.call(L.java:1)'],
      'java.net.SocketInputStream',
    ],
  ])('%s', (_, lines, className) => {
    expect(remoteWaitFrame(stack(lines))?.className).toBe(className);
  });

  it.each([
    ['sleep', ['java.lang.Thread.sleep(Native Method)', 'com.acme.A.a(A.java:1)']],
    ['a queue', [park, 'java.util.concurrent.LinkedBlockingQueue.take(L.java:1)', 'com.acme.A.a(A.java:1)']],
    ['computing beneath a client', ['com.acme.Json.parse(J.java:1)', 'okhttp3.RealCall.execute(R.java:1)']],
  ])('is not %s', (_, lines) => {
    expect(remoteWaitFrame(stack(lines))).toBeUndefined();
  });
});
