import type { Subject } from '../../model/subject.ts';
import type { Writer } from '../examine.ts';
import type { Patient } from '../patient.ts';
import { chooseForDumps } from './choose.ts';
import type { CollectOptions } from './context.ts';

export type Seen = { readonly patient: Patient; readonly subject: Subject };

/** Shows what was seen of the pods, and says which of many get dumps. */
export const chooseSubjects = async (
  subjects: readonly Seen[],
  folder: string,
  writer: Writer,
  options: CollectOptions,
): Promise<readonly Seen[]> => {
  if (!options.wanted.has('pod') || !subjects.some(({ patient }) => patient.evidence !== undefined)) return subjects;
  const { rowsSoFar } = await import('./survey-rows.ts');
  const rows = await rowsSoFar(folder, options.signal);
  await options.onSurvey?.(rows);
  const choices = chooseForDumps(
    rows.filter((row) => subjects.some(({ subject }) => subject.id === row.subject)),
    options.all === true,
  );
  if (choices === undefined) return subjects;
  const named = choices.flatMap(({ subject: id, why }) => {
    const one = subjects.find(({ subject }) => subject.id === id);
    return one === undefined ? [] : [`${one.subject.target} (${why})`];
  });
  const reason = `thread dumps were taken of ${named.join(', ')}; --all takes them of all ${subjects.length}`;
  const isChosen = ({ patient, subject }: Seen): boolean =>
    patient.evidence === undefined || choices.some((choice) => choice.subject === subject.id);
  for (const { subject } of subjects.filter((each) => !isChosen(each)))
    await writer.addRungs(subject.id, [{ probe: 'thread-dump', rung: 'choice', status: 'not-needed', reason }]);
  if (options.wanted.has('thread-dump')) options.progress.say(reason);
  return subjects.filter(isChosen);
};
