import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../../src/capture/redact/redact.ts';
import { redactArguments, redactText } from '../../../src/capture/redact/text.ts';

const chunked = async function* (bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
};
const redacted = async (
  bytes: Uint8Array,
  what: Parameters<typeof redact>[0] = { kind: 'thread-dump', ext: 'txt' },
  size = 1 << 16,
): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of redact(what, chunked(bytes, size))) parts.push(part);
  return Buffer.concat(parts);
};

describe('what is a secret', () => {
  test.each([
    ['--password=hunter2 -jar app.jar', '--password=[redacted] -jar app.jar'],
    ['--api-key hunter2 --verbose', '--api-key [redacted] --verbose'],
    ['java -Dspring.datasource.password=hunter2 -Xmx1g', 'java -Dspring.datasource.password=[redacted] -Xmx1g'],
    ['-Djavax.net.ssl.keyStorePassword="hun ter2" x', '-Djavax.net.ssl.keyStorePassword="[redacted]" x'],
    ['db.password=hunter 2', 'db.password=[redacted]'],
    ['  password: hunter2', '  password: [redacted]'],
    ['env DB_PASS=hunter2 MYSQL_PWD=hunter2 x', 'env DB_PASS=[redacted] MYSQL_PWD=[redacted] x'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
    [
      'jdbc:postgresql://db/app?user=a&password=hunter2&ssl=true',
      'jdbc:postgresql://db/app?user=a&password=[redacted]&ssl=true',
    ],
    [
      'jdbc:sqlserver://db;user=a;password=hunter2;encrypt=true',
      'jdbc:sqlserver://db;user=a;password=[redacted];encrypt=true',
    ],
    ['jdbc:oracle:thin:scott/tiger@db:1521:x', 'jdbc:oracle:thin:scott/[redacted]@db:1521:x'],
    ['GET https://user:hunter2@host/path', 'GET https://user:[redacted]@host/path'],
    ['https://user:hun@ter2@host/x', 'https://user:[redacted]@host/x'],
    ['https://user:hun/ter2@host/x', 'https://user:[redacted]@host/x'],
    ['redis://:hunter2@cache:6379/0', 'redis://:[redacted]@cache:6379/0'],
    ['https://blob/x?sv=1&sig=abc%2Bdef&se=2', 'https://blob/x?sv=1&sig=[redacted]&se=2'],
    ['x Authorization: Basic dXNlcjpwYXNz', 'x Authorization: [redacted]'],
    ['sent Bearer 0a1b2c3d4e5f', 'sent Bearer [redacted]'],
    ['Cookie: JSESSIONID=abc; theme=dark', 'Cookie: [redacted]'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key [redacted] used'],
    ['"worker-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln" #12', '"worker-[redacted]" #12'],
    ['"poller password=hunter2" #12 prio=5', '"poller password=[redacted]" #12 prio=5'],
    ['"poller password=hun"ter2" #12 prio=5', '"poller password=[redacted]" #12 prio=5'],
    ['{"password": "hun\\"ter 2", "user": "a"}', '{"password": "[redacted]", "user": "a"}'],
    ['{"apiKeys":["one","two"],"user":"a"}', '{"apiKeys":["[redacted]","[redacted]"],"user":"a"}'],
    ['{"pwd":12345,"user":"a"}', '{"pwd":12345,"user":"a"}'],
    ['{"pwd":12345678,"user":"a"}', '{"pwd":[redacted],"user":"a"}'],
    ['{"m":"{\\"secret\\":\\"hunter 2\\",\\"a\\":1}"}', '{"m":"{\\"secret\\":\\"[redacted]\\",\\"a\\":1}"}'],
    ['<password>hunter2</password>', '<password>[redacted]</password>'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test('a private key goes, its lines stay, also when the end is missing', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\r\nIBAAKC\n-----END RSA PRIVATE KEY-----\nnext line';
    expect(redactText(key)).toBe(
      '-----BEGIN RSA PRIVATE KEY-----\n[redacted]\r\n[redacted]\n-----END RSA PRIVATE KEY-----\nnext line',
    );
    expect(redactText(key.slice(0, key.indexOf('\n-----END')))).toBe(
      '-----BEGIN RSA PRIVATE KEY-----\n[redacted]\r\n[redacted]',
    );
  });

  test('an argument is redacted to its end, whatever is in it, and so is the argument after a flag', () => {
    expect(redactArguments(['java', '-Ddb.password=a "b c', '--token', 'two words', '-jar', 'a.jar'])).toEqual([
      'java',
      '-Ddb.password=[redacted]',
      '--token',
      '[redacted]',
      '-jar',
      'a.jar',
    ]);
  });
});

describe('what is none', () => {
  test.each([
    '\tat org.springframework.security.crypto.password.PasswordEncoder.encode(PasswordEncoder.java:42)',
    '\tat io.github.bucket4j.TokenBucket.take(TokenBucket.java:7)',
    '\tat com.acme.Secret.password(Secret.java:3)',
    '\tat app//com.acme.Token$$Lambda/0x00007f.run(Unknown Source)',
    '"kafka-producer-network-thread | producer-1" #33 daemon prio=5 os_prio=0 cpu=0.11ms tid=0x00007f nid=0x1 runnable  [0x00007f]',
    '"token-refresher" #12 prio=5',
    '\t- locked <0x00000000e0> (a com.acme.auth.Token)',
    'com.acme.InvalidToken: expired a while ago',
    'failed to obtain token: Connection refused',
    'TokenBucket[tokens=5, capacity=10]',
    'PWD=/home/app',
    'bypass=1 compass=north',
    'password=null secret=false',
    'http://host:8080/mail?to=a@b',
    'git clone ssh://git@host/x',
    'Bearer authentication is used, then Basic Authentication',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('any bytes without such words come out as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect(Buffer.compare(await redacted(bytes), Buffer.from(bytes))).toBe(0);
      }),
    );
  });
});

const frames = Array.from(
  { length: 40 },
  (_, index) => `\tat com.acme.PasswordEncoder.encode${index}(PasswordEncoder.java:${index})`,
).join('\n');
const secret = fc.stringMatching(/^[A-Za-z0-9!$%*+.^_~-]{8,24}[0-9]Z$/);
const places: readonly ((planted: string) => string)[] = [
  (planted) => `sun.rt.javaCommand: com.acme.Main --password=${planted} --port=80`,
  (planted) => `java.rt.vmArgs: -Dspring.datasource.password=${planted} -Xmx1g`,
  (planted) => `"poller https://user:${planted}@host/" #12 prio=5`,
  (planted) => `"worker access_token=${planted}" #13 daemon`,
  (planted) => `GET https://host/?page=1&api_key=${planted}&size=2`,
  (planted) => `DB_PASSWORD=${planted}`,
  (planted) => `{"a":1,"clientSecret":"${planted}","b":2}`,
];

describe('planted secrets', () => {
  test('survive nowhere, the other lines stay as they are and as many', async () => {
    await fc.assert(
      fc.asyncProperty(
        secret,
        fc.constantFrom(...places),
        fc.integer({ min: 1, max: 97 }),
        async (planted, place, size) => {
          const text = `${frames}\n${place(planted)}\n${frames}\n`;
          const result = (await redacted(Buffer.from(text), undefined, size)).toString();
          expect(result).not.toContain(planted);
          expect(result.split('\n')).toHaveLength(text.split('\n').length);
          expect(result.startsWith(`${frames}\n`) && result.endsWith(`\n${frames}\n`)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each(['utf16le', 'utf16be'] as const)('are found in %s', async (encoding) => {
    const little = Buffer.from('\ufeffname 한글\r\ndb.password=hunter2\r\nend\r\n', 'utf16le');
    const bytes = encoding === 'utf16le' ? little : Buffer.from(little).swap16();
    const result = await redacted(bytes, undefined, 7);
    const text = (encoding === 'utf16le' ? result : result.swap16()).toString('utf16le');
    expect(text).toBe('\ufeffname 한글\r\ndb.password=[redacted]\r\nend\r\n');
  });

  test('text in EUC-KR around a secret keeps its bytes', async () => {
    const korean = Buffer.from([0xc7, 0xd1, 0xb1, 0xdb]);
    const line = Buffer.concat([korean, Buffer.from(' --password=hunter2 '), korean]);
    expect(await redacted(line)).toEqual(Buffer.concat([korean, Buffer.from(' --password=[redacted] '), korean]));
  });

  test('are found wherever the border of a window falls', async () => {
    const line = 'password=hunter2-hunter2 x\n';
    const at = (1 << 20) - (1 << 16);
    for (let shift = -line.length - 1; shift <= 2; shift += 1) {
      const before = `${'a'.repeat(99)}\n`.repeat(Math.ceil(at / 100)).slice(0, at + shift - 1);
      const result = (await redacted(Buffer.from(`${before}\n${line}${frames.repeat(600)}`))).toString();
      expect(result).not.toContain('hunter2');
      expect(result).toHaveLength(before.length + 1 + 'password=[redacted]\n'.length + frames.length * 600);
    }
  });

  test('in one line of several megabytes are found, and memory for one endless secret is bounded', async () => {
    const long = Buffer.from(`{"a":"${'x'.repeat(3 << 20)}","password":"hunter2","b":"${'y'.repeat(3 << 20)}"}`);
    const result = (await redacted(long)).toString();
    expect(result).toHaveLength(long.length + 3);
    expect(result).toContain('"password":"[redacted]","b"');
    const endless = await redacted(Buffer.from(`x secret="${'z'.repeat(20 << 20)}`));
    expect(endless.subarray(0, 20).toString()).toBe('x secret="[redacted]');
  });
});

describe('the counters of hsperfdata', () => {
  const layout = (command: string, args: string) =>
    Buffer.concat([
      Buffer.from([0xca, 0xfe, 0xc0, 0xc0, 1, 2, 0, 1]),
      Buffer.from(`sun.rt.javaCommand\0${command}\0\0`),
      Buffer.from([0, 0, 0, 8, 0xff]),
      Buffer.from(`java.rt.vmArgs\0${args}\0`),
    ]);

  test('lose their secrets and keep every offset', async () => {
    const before = layout(
      'com.acme.Main --password=hunter2hunter2',
      '-Ddb.password=a secret of words -Dapi.key=x1 -Xmx64m',
    );
    const after = await redacted(before, { kind: 'perf-data', ext: 'bin' });
    expect(after).toEqual(
      layout('com.acme.Main --password=[redacted]****', '-Ddb.password=[redacted]******* -Dapi.key=** -Xmx64m'),
    );
    expect(after.length).toBe(before.length);
  });
});

describe('the process artifact', () => {
  const document = {
    takenAtMs: 1,
    pid: 7,
    files: {
      cmdline: 'java\0-Ddb.password=two words\0--token\0abcdef\0-jar\0a.jar\0',
      status: 'Name:\tjava\nThreads:\t3\n',
      'task/9/stat': '9 (pwd=hunter2-1) S 1 2 3',
      'task/10/stat': '10 (odd) name) S 1 2 3',
      'task/11/stat': '11 (ftp://u:hunter2) S 1 2 3',
      'task/11/status': 'Name:\tftp://u:hunter2\nState:\tS\n',
    },
  };

  test('loses secrets argument by argument; thread names keep their brackets', async () => {
    const result = await redacted(Buffer.from(JSON.stringify(document)), { kind: 'process', ext: 'json' });
    expect(JSON.parse(result.toString())).toEqual({
      ...document,
      files: {
        ...document.files,
        cmdline: 'java\0-Ddb.password=[redacted]\0--token\0[redacted]\0-jar\0a.jar\0',
        'task/9/stat': '9 (pwd=[redacted]) S 1 2 3',
        'task/11/stat': '11 (ftp://u:[redacted]) S 1 2 3',
        'task/11/status': 'Name:\tftp://u:[redacted]\nState:\tS\n',
      },
    });
  });

  test('stays byte for byte when there is no secret, and keeps its lines when there is one', async () => {
    const plain = `${JSON.stringify({ takenAtMs: 1, files: { stat: '7 (java) S' } }, null, 4)}\n`;
    expect((await redacted(Buffer.from(plain), { kind: 'process', ext: 'json' })).toString()).toBe(plain);
    const indented = `${JSON.stringify(document, null, 4)}\n`;
    const result = (await redacted(Buffer.from(indented), { kind: 'process', ext: 'json' })).toString();
    expect(result.split('\n')).toHaveLength(indented.split('\n').length);
  });

  test('that is no JSON is read as text', async () => {
    const result = await redacted(Buffer.from('{"cmdline": "java --password=hunter2'), {
      kind: 'process',
      ext: 'json',
    });
    expect(result.toString()).toBe('{"cmdline": "java --password=[redacted]');
  });
});
