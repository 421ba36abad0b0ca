declare module 'heapsnapshot-parser' {
  export function parse(text: string): { readonly nodes: readonly never[]; readonly edges: readonly never[] };
}
