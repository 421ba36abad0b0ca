import { describe, expect, it } from 'vitest';
import { driverCall, waitsForOther } from '../../../src/facts/pool/holder.ts';
import { hasBegunTransaction, isForTransaction, isRequiresNew } from '../../../src/facts/pool/transaction.ts';
import { stack } from '../../support/threads.ts';
import {
  api,
  auditProxy,
  begun,
  firstTransaction,
  hikari,
  inDriver,
  park,
  place,
  secondTransaction,
} from './stacks.ts';

const first = stack([...hikari(), ...firstTransaction, place, ...api]);
const nested = stack([...hikari(), ...secondTransaction, auditProxy, place, ...begun, ...api]);
const twoPools = stack([...hikari(), ...firstTransaction, auditProxy, place, ...begun, ...api]);
const template = [
  'com.acme.OrderService.lambda$place$0(OrderService.java:5)',
  'org.springframework.transaction.support.TransactionTemplate.execute(T.java:140)',
  ...api,
];

describe('a transaction', () => {
  it('has not begun while its own first borrow waits', () => {
    expect(hasBegunTransaction(first)).toBe(false);
    expect(isForTransaction(first)).toBe(true);
  });

  it.each([
    ['in its body', [place, ...begun, ...api]],
    ['in a template', template],
    [
      'while it commits',
      [
        'org.springframework.transaction.interceptor.TransactionAspectSupport.commitTransactionAfterReturning(T.java:1)',
        begun[1]!,
        ...api,
      ],
    ],
    [
      'with Spring 6, without a frame between',
      ['org.springframework.aop.framework.ReflectiveMethodInvocation.proceed(R.java:1)', begun[1]!, ...api],
    ],
  ])('has begun %s', (_, lines) => {
    expect(hasBegunTransaction(stack(lines))).toBe(true);
  });

  it.each([
    ['is asked for', ['org.springframework.transaction.support.TransactionTemplate.execute(T.java:140)', ...api]],
    [
      'is opened by a template',
      [
        ...firstTransaction.slice(0, 3),
        'org.springframework.transaction.support.TransactionTemplate.execute(T.java:137)',
        ...api,
      ],
    ],
  ])('has not begun when it %s', (_, lines) => {
    expect(hasBegunTransaction(stack(lines))).toBe(false);
  });

  it('of the same manager inside another one is REQUIRES_NEW', () => {
    expect(isRequiresNew(nested)).toBe(true);
    const inTemplate = stack([...hikari(), ...secondTransaction, auditProxy, ...template]);
    expect(isRequiresNew(inTemplate)).toBe(true);
  });

  it('of another manager, with a pool of its own, is not', () => {
    expect(hasBegunTransaction(twoPools)).toBe(true);
    expect(isRequiresNew(twoPools)).toBe(false);
    expect(isRequiresNew(first)).toBe(false);
  });
});

describe('who holds a connection', () => {
  it('stands in the driver, called by the application', () => {
    expect(driverCall(stack(inDriver))?.method).toBe('executeQuery');
  });

  it.each([
    [
      'opens a connection for the pool',
      [
        'java.net.SocketInputStream.socketRead0(Native Method)',
        'org.postgresql.Driver.connect(D.java:1)',
        'com.zaxxer.hikari.pool.HikariPool.createPoolEntry(H.java:1)',
      ],
    ],
    [
      'is the driver’s own thread',
      [
        'java.lang.Object.wait(Native Method)',
        'org.postgresql.util.LazyCleaner$1.run(L.java:131)',
        'java.lang.Thread.run(Thread.java:1)',
      ],
    ],
    [
      'has left the driver',
      ['com.acme.Json.parse(J.java:1)', 'org.postgresql.jdbc.PgResultSet.getString(P.java:1)', place],
    ],
  ])('is nobody who %s', (_, lines) => {
    expect(driverCall(stack(lines))).toBeUndefined();
  });

  it('may wait for another thread', () => {
    expect(waitsForOther(stack([...park('java.util.concurrent.FutureTask.get(F.java:1)'), place, ...begun]))).toBe(
      true,
    );
    expect(waitsForOther(stack([...park('java.util.concurrent.LinkedBlockingQueue.take(L.java:1)'), place]))).toBe(
      false,
    );
  });
});
