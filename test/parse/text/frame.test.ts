import { describe, expect, it } from 'vitest';
import { frameOf } from '../../../src/parse/text/frame.ts';

describe('a frame in any of the layouts of JDK 6 to 27', () => {
  it.each([
    ['com.acme.Order.pay(Order.java:42)', 'com.acme.Order', 'pay', 'Order.java:42'],
    ['java.lang.Object.wait(Native Method)', 'java.lang.Object', 'wait', 'Native Method'],
    ['java.lang.Object.wait(java.base@17.0.19/Native Method)', 'java.lang.Object', 'wait', 'Native Method'],
    ['jdk.proxy2.$Proxy12.find(jdk.proxy2/Unknown Source)', 'jdk.proxy2.$Proxy12', 'find', 'Unknown Source'],
    ['java.base/java.lang.Object.wait0(Native Method)', 'java.lang.Object', 'wait0', 'Native Method'],
    ['java.base@17.0.15/java.lang.Thread.run(Thread.java:840)', 'java.lang.Thread', 'run', 'Thread.java:840'],
    ['app//com.acme.Order$Line.<init>(Order.java:7)', 'com.acme.Order$Line', '<init>', 'Order.java:7'],
    ['app/com.acme.core@1.2/com.acme.Core.go(Core.java:1)', 'com.acme.Core', 'go', 'Core.java:1'],
    ['Main.main(Main.java)', 'Main', 'main', 'Main.java'],
    ['Script1.run(/opt/scripts/pay.groovy:3)', 'Script1', 'run', '/opt/scripts/pay.groovy:3'],
  ])('%s', (text, className, method, location) => {
    expect(frameOf(text)).toEqual({ className, method, location });
  });

  it('keeps the address of a hidden class in its name', () => {
    expect(frameOf('app//com.acme.Main$$Lambda/0x00007f1c3c000a00.run(Unknown Source)')?.className).toBe(
      'com.acme.Main$$Lambda/0x00007f1c3c000a00',
    );
    expect(frameOf('com.acme.Main$$Lambda$1/2093631819.run(Unknown Source)')?.className).toBe(
      'com.acme.Main$$Lambda$1/2093631819',
    );
    expect(frameOf('com.acme.Main$$Lambda$14/0x0000000800066840.run(Unknown Source)')?.method).toBe('run');
  });

  it.each(['', '(', ')', '.()', 'a()', '.a(b)', 'no frame at all', 'java.lang.Object.wait(Native', '/.x()'])(
    'is none: %j',
    (text) => {
      expect(frameOf(text)).toBeUndefined();
    },
  );
});
