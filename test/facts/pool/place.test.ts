import { expect, it } from 'vitest';
import { applicationPlace } from '../../../src/facts/pool/place.ts';
import { thread } from '../../support/threads.ts';
import { api, hikari, park } from './stacks.ts';

const placeOf = (lines: readonly string[], apps?: readonly string[]): string | undefined => {
  const frame = applicationPlace(thread('http-nio-8080-exec-1', 'TIMED_WAITING', lines), apps);
  return frame === undefined ? undefined : `${frame.className}.${frame.method}`;
};
const house = [
  ...park(),
  'kr.co.bank.fw.ConnectionBroker.take(C.java:9)',
  'kr.co.bank.fw.BankDataSource.getConnection(B.java:7)',
];
const dao = 'kr.co.bank.biz.OrderDao.find(OrderDao.java:18)';

it('a thread that waits for a pool stands where the application asks it, also where the pool is of the house', () => {
  expect(placeOf([...hikari(), dao, ...api])).toBe('kr.co.bank.biz.OrderDao.find');
  expect(placeOf([...house, dao, ...api])).toBe('kr.co.bank.biz.OrderDao.find');
});

it('past what runs the work of others with a connection of its own', () => {
  expect(placeOf([...house, 'kr.co.bank.fw.TxManager.run(T.java:5)', dao, ...api])).toBe(
    'kr.co.bank.biz.OrderDao.find',
  );
});

it('packages the user names go first, but never into the pool', () => {
  expect(placeOf([...house, 'kr.co.bank.biz.Audit.write(A.java:1)', dao], ['kr.co.bank.biz'])).toBe(
    'kr.co.bank.biz.Audit.write',
  );
  expect(placeOf([...house, dao], ['kr.co.bank.fw'])).toBe('kr.co.bank.biz.OrderDao.find');
});

it('any other thread stands at its first application frame', () => {
  expect(placeOf(['java.net.SocketInputStream.read(S.java:1)', dao, ...api])).toBe('kr.co.bank.biz.OrderDao.find');
});
