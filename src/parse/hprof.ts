import type { Format } from '../model/format.ts';
import { ParseError } from '../model/parsed.ts';
import { isHeapDump } from './hprof/records/walk.ts';

/**
 * A heap dump of HotSpot, OpenJ9 or Android (HPROF 1.0.1 to 1.0.3). Reading one takes a thread of its own and gigabytes of memory: the
 * application does that by itself (`app/heap`), this plug says what such a file is.
 */
const hprof: Format<'heap-dump'> = {
  kind: 'heap-dump',
  title: 'Java heap dump',
  recognise: ({ bytes }) => (isHeapDump(bytes) ? 'certain' : 'no'),
  parse: async () => {
    throw new ParseError('a heap dump is read by its own worker');
  },
};

export default hprof;
