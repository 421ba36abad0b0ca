/** What a parser could not read or had to guess, with the place. Lines are 1-based, of the decoded text. */
export type Problem = { readonly line?: number; readonly byteOffset?: number; readonly message: string };

/**
 * A partial, bounded model and how much of the input it covers.
 * `recognised` of `total` counts the parser's natural unit (non-blank lines for text, records for binary);
 * a cut or odd input has problems and recognised < total. Nothing downstream looks at raw text again.
 */
export type Parsed<T> = {
  readonly value: T;
  readonly problems: readonly Problem[];
  readonly recognised: number;
  readonly total: number;
};

/** The input holds nothing this parser can use. `looksLike` names what it seems to be instead, in words. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly looksLike: string | undefined;
  constructor(message: string, looksLike?: string) {
    super(message);
    this.looksLike = looksLike;
  }
}
