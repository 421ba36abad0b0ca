import { list, number, object, source, string } from '../../model/fact.ts';

export const suspect = object(
  {
    className: string('what keeps it, or the class of the many'),
    instances: number('1, or how many make a group'),
    retainedBytes: number('kept alive by it', 'bytes'),
    retainedPct: number('of the reachable heap', 'percent'),
    path: string('from the GC root, class and field by field'),
    accumulation: string('class in which most of it meets'),
    contentClass: string('most frequent class among what it keeps directly'),
    contentInstances: number('how many of that'),
    thread: string('thread by which it is kept'),
    applicationClass: string('first class of the application on the way'),
    source: source('the object'),
  },
  'one object, or many of one class, that keep more than a tenth of the heap',
);

export const thread = object(
  {
    name: string('of the thread'),
    retainedBytes: number('kept alive by the thread', 'bytes'),
    retainedPct: number('of the reachable heap', 'percent'),
    threadLocalBytes: number('of that, by its thread-locals', 'bytes'),
    threadLocalPct: number('of the reachable heap', 'percent'),
    threadLocal: string('class of the largest thread-local'),
    contentClass: string('what it keeps many of'),
    contentInstances: number('how many'),
    frames: list(string('frame'), 'top of its stack'),
    source: source('the thread object'),
  },
  'a thread with values in its thread-locals',
);

export const flood = object(
  {
    className: string('class of the collections'),
    instances: number('how many'),
    holder: string('class or thread-local that keeps them'),
    retainedBytes: number('kept by them', 'bytes'),
    retainedPct: number('of the reachable heap', 'percent'),
    source: source('the holder'),
  },
  'collections by the thousand in one hand',
);

export const loader = object(
  {
    className: string('class of the loader'),
    name: string('its own name'),
    classes: number('classes it loaded'),
    copies: number('loaders with the same class names, itself included'),
    retainedBytes: number('kept alive by it', 'bytes'),
    path: string('how it is kept'),
    source: source('the loader'),
  },
  'a class loader with twins',
);
