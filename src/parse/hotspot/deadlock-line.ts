import type { Interning } from './interning.ts';
import { type Line, unknown } from './line.ts';
import { objectRef } from './lock.ts';

const monitorWanted =
  /^waiting to (?:re-)?lock (?:monitor |Monitor@)(?:0x[0-9a-f]+)(?: \((?:object |Object@)(0x[0-9a-f]+), a (.*)\))?,?$/;
const synchronizerWanted = /^waiting for ownable synchronizer (0x[0-9a-f]+), \(a (.*)\),?$/;

/** `waiting to lock monitor 0x.. (object 0x.., a X),`, `waiting for ownable synchronizer ..`, `which is held by "t"`. */
export const deadlockLine = (text: string, interning: Interning): Line => {
  const monitor = monitorWanted.exec(text) ?? synchronizerWanted.exec(text);
  if (monitor !== null) {
    const object = monitor[1] === undefined ? {} : objectRef(`<${monitor[1]}> (a ${monitor[2]})`, 0, interning);
    return { kind: 'wants', object: object ?? {} };
  }
  const held = /^which is held by (?:"(.*)"|.+)$/.exec(text);
  if (held === null) return unknown;
  if (held[1] === undefined && text.startsWith('which is held by "')) return { kind: 'held-by', open: true };
  return held[1] === undefined ? { kind: 'held-by' } : { kind: 'held-by', name: interning.text(held[1]) };
};
