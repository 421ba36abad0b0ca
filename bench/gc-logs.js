// GC logs of any size: a real one again and again, its clock and its collection numbers going on where they ended.

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const isoAt = (/** @type {number} */ ms) => new Date(ms).toISOString().replace('Z', '+0000');

/** Seconds a round of a log takes, with its highest collection number. */
const measure = async (/** @type {string} */ file) => {
  let lastMs = 0;
  let lastId = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const uptime = /(?:\]\[|^\[|: )(\d+\.\d{3})(?:s\]|: )/.exec(line);
    if (uptime !== null) lastMs = Math.max(lastMs, Number(uptime[1]) * 1000);
    const id = /GC\((\d+)\)/.exec(line);
    if (id !== null) lastId = Math.max(lastId, Number(id[1]));
  }
  return { roundMs: lastMs + 100, ids: lastId + 1 };
};

/** Writes `bytes` of log; the lines of the start stand in it once. */
export const growLog = async (/** @type {string} */ from, /** @type {string} */ to, /** @type {number} */ bytes) => {
  const { roundMs, ids } = await measure(from);
  const lines = [];
  for await (const line of createInterface({ input: createReadStream(from) })) lines.push(line);
  const out = createWriteStream(to);
  let written = 0;
  for (let round = 0; written < bytes; round++) {
    const shiftMs = round * roundMs;
    let block = '';
    for (const line of lines) {
      if (
        round > 0 &&
        / Using |Version: |CommandLine flags|Server VM|^Memory: |^Heap|^ [A-Z]| space |,exit|,init|,coops/.test(line)
      )
        continue;
      block += `${line
        .replace(/\d{4}-\d\d-\d\dT[\d:.]{12}\+0000/g, (time) => isoAt(Date.parse(time.replace('+0000', 'Z')) + shiftMs))
        .replace(
          /(\]\[|^\[|: )(\d+\.\d{3})(s\]|: )/g,
          (_, a, s, b) => `${a}${(Number(s) + shiftMs / 1000).toFixed(3)}${b}`,
        )
        .replace(/GC\((\d+)\)/, (_, id) => `GC(${Number(id) + round * ids})`)}\n`;
    }
    written += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
};
