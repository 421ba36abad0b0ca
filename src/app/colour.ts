/** NO_COLOR of any value (no-color.org), or a terminal that knows no colours. */
export const colourRefused = (environment: NodeJS.ProcessEnv): boolean =>
  (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
