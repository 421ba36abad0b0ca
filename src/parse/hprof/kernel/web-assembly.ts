/** Node's types know WebAssembly without its constructors. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: object };
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

export type Variable = { value: number };

/** Throws where WebAssembly cannot be had (a JIT-less Node, no address space). */
export const instantiate = (base64: string, imports?: object): object =>
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')), imports).exports;

/** Pages of 64 KiB. Throws where there is no room. */
export const newMemory = (pages: number): { readonly buffer: ArrayBuffer } =>
  new WebAssembly.Memory({ initial: pages });
