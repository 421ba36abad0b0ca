import type { Problem } from '../../model/parsed.ts';
import {
  type Crossing,
  type FigureCourse,
  type FigureName,
  type Figures,
  figureNames,
  type RecordedEnd,
  type Recording,
} from '../../model/recording.ts';

type Json = Readonly<Record<string, unknown>>;
type Course = { -readonly [K in keyof FigureCourse]: FigureCourse[K] };

/** More are no use to a reader; they are counted nowhere else. */
const maxKept = 1_000;

const object = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const figuresOf = (value: unknown): Figures => {
  const found = object(value) ?? {};
  const known = figureNames.flatMap((name) => {
    const one = found[name];
    const fits = name === 'probeFailed' ? typeof one === 'boolean' : number(one) !== undefined;
    return fits ? [[name, one]] : [];
  });
  return Object.fromEntries(known) as Figures;
};

const endOf = (value: Json): RecordedEnd => {
  const [exitCode, signal, cause] = [number(value['exitCode']), number(value['signal']), text(value['cause'])];
  return {
    reason: text(value['reason']) ?? 'the process ended',
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(cause === undefined ? {} : { cause }),
  };
};

/** Folds the lines of a recording: a day of them is no more than their course and what stood out. */
export const recordingFold = (artifactId: string, onProblem: (problem: Problem) => void) => {
  const courses = new Map<FigureName, Course>();
  const crossings: Crossing[] = [];
  const gaps: Recording['gaps'][number][] = [];
  let about: Pick<Recording, 'everyMs' | 'when'> = {};
  let end: Recording['end'];
  let stopped: Recording['stopped'];
  let firstAtMs: number | undefined;
  let lastAtMs = 0;
  let readings = 0;
  let recognised = 0;
  let total = 0;

  const addFigures = (atMs: number, figures: Figures): void => {
    readings++;
    for (const [name, value] of Object.entries(figures) as [FigureName, number | boolean][]) {
      if (typeof value === 'boolean') continue;
      const course = courses.get(name);
      if (course === undefined) {
        courses.set(name, { name, first: value, last: value, least: value, most: value, mostAtMs: atMs });
        continue;
      }
      course.last = value;
      course.least = Math.min(course.least, value);
      if (value > course.most) {
        course.most = value;
        course.mostAtMs = atMs;
      }
    }
  };

  const take = (line: Json, atMs: number): boolean => {
    const source = { artifact: artifactId, line: total, endLine: total };
    const [figures, ended, crossed, gap] = [
      object(line['figures']),
      object(line['ended']),
      text(line['crossed']),
      text(line['gap']),
    ];
    if (figures !== undefined) addFigures(atMs, figuresOf(figures));
    else if (ended !== undefined) end = { atMs, ...endOf(ended), source };
    else if (crossed !== undefined) {
      const because = figuresOf(line['because']);
      if (crossings.length < maxKept)
        crossings.push({ atMs, when: crossed, set: number(line['set']) ?? 0, because, source });
    } else if (gap !== undefined) {
      if (gaps.length < maxKept) gaps.push({ atMs, reason: gap, source });
    } else if (text(line['stopped']) !== undefined) stopped = { atMs, reason: text(line['stopped']) as string };
    else if (text(line['format']) !== undefined) {
      const [everyMs, when] = [number(line['everyMs']), text(line['when'])];
      about = { ...(everyMs === undefined ? {} : { everyMs }), ...(when === undefined ? {} : { when }) };
    } else return false;
    return true;
  };

  return {
    line: (raw: string): void => {
      if (raw.trim() === '') return;
      total++;
      let line: Json | undefined;
      try {
        line = object(JSON.parse(raw));
      } catch {
        // Cut in the middle: the last line of a run that was killed.
      }
      const atMs = Date.parse(text(line?.['at']) ?? '');
      if (line === undefined || Number.isNaN(atMs) || !take(line, atMs)) {
        onProblem({ line: total, message: 'left out: it is no line of a recording' });
        return;
      }
      recognised++;
      firstAtMs ??= atMs;
      lastAtMs = Math.max(lastAtMs, atMs);
    },
    end: (): { readonly recording: Recording | undefined; readonly recognised: number; readonly total: number } => {
      if (firstAtMs === undefined) return { recording: undefined, recognised, total };
      const recording: Recording = {
        artifactId,
        ...about,
        firstAtMs,
        lastAtMs,
        readings,
        courses: [...courses.values()],
        crossings,
        gaps,
        ...(end === undefined ? {} : { end }),
        ...(stopped === undefined ? {} : { stopped }),
      };
      return { recording, recognised, total };
    },
  };
};
