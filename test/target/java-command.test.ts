import { describe, expect, it } from 'vitest';
import { mainOf } from '../../src/target/java-command.ts';

describe('what a java command line runs', () => {
  it.each([
    ['java com.acme.Main', 'com.acme.Main'],
    ['java -Xmx1g -Da=b -cp a.jar:b.jar com.acme.Main -jar x.jar', 'com.acme.Main'],
    ['java --class-path lib --add-opens java.base/java.lang=ALL-UNNAMED -ea Main', 'Main'],
    ['java -javaagent:x.jar -jar /srv/app/order.jar --port 80', 'order.jar'],
    ['java -p mods -m com.acme/com.acme.Main', 'com.acme/com.acme.Main'],
    ['java --module=com.acme/com.acme.Main', 'com.acme/com.acme.Main'],
    ['java @options Main', undefined],
    ['java -version', undefined],
    ['java', undefined],
  ])('%s', (command, expected) => {
    expect(mainOf(command.split(' '))).toBe(expected);
  });
});
