/** Where in the evidence a statement rests. `artifact` is an artifact id; lines are 1-based, of the stored, decoded bytes. */
export type Source =
  | { readonly artifact: string; readonly line: number; readonly endLine: number }
  | { readonly artifact: string; readonly byteOffset: number; readonly byteLength: number }
  | { readonly artifact: string; readonly pointer: string };
