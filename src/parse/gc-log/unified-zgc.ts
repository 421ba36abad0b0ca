import { sizeAt } from './number.ts';
import type { UnifiedDraft } from './unified-draft.ts';

/** The value in the column `Mark End` (the second), of a row of ZGC's heap table; NaN: `-` or no row. */
const column = (row: string, from: number, wanted: number): number => {
  let at = from;
  for (let index = 0; ; index++) {
    while (row.charCodeAt(at) === 32) at++;
    if (at >= row.length) return Number.NaN;
    if (index === wanted) return sizeAt(row, at);
    const close = row.charCodeAt(at) === 45 ? at + 1 : row.indexOf(')', at) + 1;
    if (close === 0) return Number.NaN;
    at = close;
  }
};

const markEnd = 1;
const relocateEnd = 3;

/**
 * The lines of a ZGC cycle that carry figures: rows of the heap table (`     Used:   24M (25%) ...`, `     Live:     -    20M (22%) ...`), the
 * metaspace, and which generation the table is about (`O: Old Generation Statistics:`). True for every line ZGC writes in a cycle.
 */
export const zgcDetail = (message: string, draft: UnifiedDraft): boolean => {
  let at = 0;
  let generation: 'young' | 'old' | undefined;
  const letter = message.charCodeAt(0);
  if (message.charCodeAt(1) === 58) {
    if (letter === 89 || letter === 121) generation = 'young';
    if (letter === 79 || letter === 111) generation = 'old';
    if (generation !== undefined) at = 3;
  }
  if (message.startsWith('Heap Statistics', at)) draft.section = 'heap';
  else if (message.startsWith('Young Generation Statistics', at)) draft.section = 'young';
  else if (message.startsWith('Old Generation Statistics', at)) draft.section = 'old';
  else if (message.startsWith('Metaspace: ', at)) {
    const usedBytes = sizeAt(message, at + 11);
    if (usedBytes > 0) draft.metaspace = { afterBytes: usedBytes };
  } else {
    while (message.charCodeAt(at) === 32) at++;
    if (message.startsWith('Live:', at)) {
      const liveBytes = column(message, at + 5, markEnd);
      if (!Number.isNaN(liveBytes)) {
        if (draft.section === 'young') draft.liveYoungBytes = liveBytes;
        else draft.liveOldBytes = liveBytes;
      }
    } else if (draft.section === 'old' && message.startsWith('Used:', at)) {
      const usedBytes = column(message, at + 5, relocateEnd);
      if (!Number.isNaN(usedBytes)) draft.oldUsedBytes = usedBytes;
    }
  }
  return true;
};
