import type { NativeCategory, NativeMemory } from '../../model/native-memory.ts';

const scales: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** `193536KB +132096KB`: what is there and by how much it changed. */
const size = String.raw`(\d{1,15})([KMG]?B)?(?: ([+-]\d{1,15})([KMG]?B)?)?`;
const total = new RegExp(String.raw`^Total: reserved=${size}, committed=${size}`);
/** Some paste it without the dashes. */
const category = new RegExp(String.raw`^[-\s]\s{0,40}([A-Z][\w ]{0,60}?) \(reserved=${size}, committed=${size}[,)]`);

const bytes = (digits: string | undefined, unit: string | undefined): number =>
  Number(digits) * (scales[unit ?? 'B'] ?? 1);
const change = (digits: string | undefined, unit: string | undefined) =>
  digits === undefined ? {} : { changeBytes: bytes(digits, unit) };

/** Reads what jcmd printed, also several answers one after the other; each is emitted when the next begins or at the end. */
export const nativeMemoryReader = (
  about: Pick<NativeMemory, 'artifactId' | 'takenAtMs'>,
  emit: (reading: NativeMemory) => void,
) => {
  let open: (Omit<NativeMemory, 'categories'> & { categories: NativeCategory[] }) | undefined;
  let pid: number | undefined;
  let count = 0;
  let recognised = 0;
  let refused: string | undefined;
  const close = (): void => {
    if (open === undefined) return;
    // A comparison shows no figure for what did not change.
    const isDiff = open.changeBytes !== undefined || open.categories.some((one) => one.changeBytes !== undefined);
    const categories = open.categories.map((one) => (isDiff ? { changeBytes: 0, ...one } : one));
    emit({ ...(isDiff ? { changeBytes: 0 } : {}), ...open, categories });
    count++;
    open = undefined;
  };
  return {
    line(text: string, line: number): void {
      const ofPid = /^(\d{1,10}):$/.exec(text.trim())?.[1];
      const sums = total.exec(text);
      const part = category.exec(text);
      if (ofPid !== undefined) {
        close();
        pid = Number(ofPid);
      } else if (sums !== null) {
        close();
        const [, reserved, reservedUnit, , , committed, unit, more, moreUnit] = sums;
        open = {
          ...about,
          ...(pid === undefined ? {} : { pid }),
          reservedBytes: bytes(reserved, reservedUnit),
          committedBytes: bytes(committed, unit),
          ...change(more, moreUnit),
          categories: [],
          line,
        };
      } else if (part !== null && open !== undefined) {
        const [, name = '', reserved, reservedUnit, , , committed, unit, more, moreUnit] = part;
        open.categories.push({
          name: name.trim(),
          reservedBytes: bytes(reserved, reservedUnit),
          committedBytes: bytes(committed, unit),
          ...change(more, moreUnit),
          line,
        });
      } else if (/^Native memory tracking is not enabled/i.test(text)) {
        refused = 'native memory tracking was off: it is switched on at the start, -XX:NativeMemoryTracking=summary';
        return;
      } else if (!/^(?:Native Memory Tracking:|\(Omitting|\s|$)/.test(text)) return;
      recognised++;
    },
    end() {
      close();
      return { count, recognised, refused };
    },
  };
};
