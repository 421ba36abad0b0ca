import { createLogUpdate } from 'log-update';

/** Where the frames go, and what keys do. */
export type Screen = {
  readonly columns: () => number;
  readonly rows: () => number;
  draw(text: string): void;
  /** The ordinary screen again, with the last frame on it. */
  close(): void;
};

const enter = '\x1b[?1049h\x1b[H';
const leave = '\x1b[?1049l';
const clear = '\x1b[2J\x1b[H';
const interruptKey = '\x03';

type Keys = { readonly onQuit: () => void; readonly onResize: () => void };

/** The terminal's second screen, drawn in place. Raw mode hands over Ctrl-C as a key: it becomes the signal it stands for. */
export const openScreen = (out: NodeJS.WriteStream, keys: NodeJS.ReadStream, { onQuit, onResize }: Keys): Screen => {
  let draw = createLogUpdate(out, { showCursor: false });
  let last = '';
  let isOpen = true;
  const onKey = (data: Buffer): void => {
    const text = data.toString('latin1');
    if (text.includes(interruptKey)) process.kill(process.pid, 'SIGINT');
    else if (/[qQ]/.test(text)) onQuit();
  };
  const resized = (): void => {
    // Lines of the old width have been wrapped by the terminal: nothing of them can be counted on.
    out.write(clear);
    draw = createLogUpdate(out, { showCursor: false });
    onResize();
  };
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', close);
    out.off('resize', resized);
    keys.off('data', onKey);
    draw.clear();
    draw.done();
    if (keys.isTTY) keys.setRawMode(false);
    keys.pause();
    out.write(leave);
    if (last !== '') out.write(`${last}\n`);
  };
  out.write(enter);
  out.on('resize', resized);
  if (keys.isTTY) {
    keys.setRawMode(true);
    keys.on('data', onKey);
    keys.resume();
  }
  // The process may be ended from elsewhere: the terminal must not stay in another state.
  process.on('exit', close);
  return {
    columns: () => out.columns || 80,
    rows: () => out.rows || 24,
    draw: (text) => {
      if (!isOpen) return;
      last = text;
      draw(text);
    },
    close,
  };
};
