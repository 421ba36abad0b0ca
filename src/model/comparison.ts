import type { Report } from './report.ts';
import type { Severity } from './verdict.ts';

/** One of the two sides. */
export type ComparedSide = {
  readonly target: string;
  readonly verdict: Report['verdict'];
  readonly jvms: number;
  /** Of its newest view; null: the evidence has no time. */
  readonly takenAt: string | null;
  /** What was asked for and not had; empty: all of it. */
  readonly incomplete: readonly string[];
};

export type FigureUnit = 'count' | 'bytes' | 'ms' | 'percent';

/** One number on both sides, per JVM where a side has several; null: not known there. */
export type ComparedFigure = {
  readonly id: string;
  readonly unit: FigureUnit;
  readonly before: number | null;
  readonly after: number | null;
};

/**
 * What became of a finding. `gone` and `came` are said only where the other side was judged and clear; `not-decided`: the rule
 * could not decide on the side where the finding is not.
 */
export type ComparedFinding = {
  readonly ruleId: string;
  readonly title: string;
  readonly status: 'gone' | 'came' | 'stayed' | 'not-decided';
  /** null: not found on that side. */
  readonly before: Severity | null;
  readonly after: Severity | null;
};

/** Something that is counted by name on both sides; null: not among those a side lists. */
export type ComparedRow = { readonly name: string; readonly before: number | null; readonly after: number | null };

/** What changed between two captures, files or running JVMs. Lists are capped, `...Total` counts all. */
export type Comparison = {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly figures: readonly ComparedFigure[];
  /** Gone, came, then those that stayed. */
  readonly findings: readonly ComparedFinding[];
  /** Threads by family, the largest change first. */
  readonly families: readonly ComparedRow[];
  readonly familiesTotal: number;
  /** Shallow bytes by class, the largest change first. */
  readonly classes: readonly ComparedRow[];
  readonly classesTotal: number;
  /** Retained bytes by the way from a GC root, without addresses: the same leak has the same way in both dumps. */
  readonly paths: readonly ComparedRow[];
  readonly pathsTotal: number;
};
