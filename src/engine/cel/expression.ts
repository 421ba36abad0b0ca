/** A condition as our own tree: what the language of rules has, and nothing else. Offsets are into the text. */
export type Expression = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'literal'; readonly value: number | string | boolean }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'unary'; readonly op: '!' | '-'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  /** Something CEL has and rules have not; `message` says why. */
  | { readonly kind: 'refused'; readonly message: string }
);

export const binaryOps = ['&&', '||', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', 'in'] as const;
export type BinaryOp = (typeof binaryOps)[number];

export type SyntaxMistake = { readonly message: string; readonly start: number; readonly end: number };

export type Parsed = { readonly expression: Expression } | { readonly mistake: SyntaxMistake };

/** What a condition reads, name by name: `threads.total > worst.size` is threads -> total, worst -> size. */
export type Reads = ReadonlyMap<string, Reads>;

/** A parsed condition, ready to run. It throws what reading the context throws, unless the rest of it decides. */
export type Condition = { readonly reads: Reads; readonly run: (context: object) => unknown };
