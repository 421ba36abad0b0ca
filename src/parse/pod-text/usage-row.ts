/** A row of `kubectl top pod`; with --containers it names one. Quantities as text. */
export type UsageRow = {
  readonly namespace?: string;
  readonly pod: string;
  readonly container?: string;
  readonly cpu: string;
  readonly memory: string;
};

const row =
  /^\s*(?:(?<first>[a-z0-9][a-z0-9.-]{0,252})\s+)?(?:(?<second>[a-z0-9][a-z0-9.-]{0,252})\s+)?(?<last>[a-z0-9][a-z0-9.-]{0,252})\s+(?<cpu>\d{1,9}(?:m|n|u)?)\s+(?<memory>\d{1,12}(?:[KMGT]i?)?)\s*$/;

/** `heading`: the words of the head line, which say what the first columns are. */
export const usageRow = (text: string, heading: readonly string[]): UsageRow | undefined => {
  if (text.length > 1024) return undefined;
  const { groups } = row.exec(text) ?? {};
  if (groups === undefined) return undefined;
  const names = [groups['first'], groups['second'], groups['last']].filter((name) => name !== undefined);
  const columns = heading.filter((word) => /^(?:NAMESPACE|POD|NAME)$/.test(word));
  if (names.length !== columns.length) return undefined;
  const at = (column: string): string | undefined => names[columns.indexOf(column)];
  const isOfContainer = columns.includes('POD');
  const [namespace, container] = [at('NAMESPACE'), isOfContainer ? at('NAME') : undefined];
  return {
    pod: at(isOfContainer ? 'POD' : 'NAME') ?? '',
    cpu: groups['cpu'] ?? '',
    memory: groups['memory'] ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    ...(container === undefined ? {} : { container }),
  };
};
