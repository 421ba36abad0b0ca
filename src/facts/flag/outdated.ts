import type { Option } from './options.ts';

/** Feature versions from which a flag is deprecated, and accepted without effect. Source: HotSpot arguments.cpp (special_jvm_flags) of JDK 9 to 25. */
type History = { readonly deprecated?: number; readonly ignored?: number };

const histories: Readonly<Record<string, History>> = {
  PermSize: { ignored: 8 },
  MaxPermSize: { ignored: 8 },
  UseConcMarkSweepGC: { deprecated: 9, ignored: 14 },
  AggressiveOpts: { deprecated: 11, ignored: 12 },
  UseParallelOldGC: { deprecated: 14, ignored: 15 },
  UseBiasedLocking: { deprecated: 15, ignored: 18 },
  ZGenerational: { deprecated: 23, ignored: 24 },
  PrintGC: { deprecated: 9 },
  PrintGCDetails: { deprecated: 9 },
  '-Xloggc': { deprecated: 9 },
  MaxRAMFraction: { deprecated: 10 },
  MinRAMFraction: { deprecated: 10 },
  InitialRAMFraction: { deprecated: 10 },
  '-noverify': { deprecated: 13 },
  '-Xverify': { deprecated: 13 },
};

export type Outdated = { readonly flag: string; readonly isIgnored: boolean; readonly sinceJdk: number };

/** Options that this JDK ignores or announces to drop. */
export const outdatedIn = (options: readonly Option[], feature: number): readonly Outdated[] =>
  options.flatMap(({ name, text }): readonly Outdated[] => {
    const { deprecated, ignored } = (Object.hasOwn(histories, name) ? histories[name] : undefined) ?? {};
    if (ignored !== undefined && feature >= ignored) return [{ flag: text, isIgnored: true, sinceJdk: ignored }];
    if (deprecated !== undefined && feature >= deprecated)
      return [{ flag: text, isIgnored: false, sinceJdk: deprecated }];
    return [];
  });
