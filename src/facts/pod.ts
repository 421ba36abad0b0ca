import { type FactNamespace, fact, list, MissingFact, number, string } from '../model/fact.ts';
import { podOf } from './container/pod.ts';
import { autoscalerFacts, autoscalerShape } from './pod/autoscaler.ts';
import { nodeFact, nodeShape } from './pod/node.ts';

/** What surrounds a JVM in a cluster. */
const pod: FactNamespace = {
  name: 'pod',
  doc: 'The pod and what surrounds it: its age, its node, the autoscalers over it.',
  facts: {
    name: fact(string('pod'), ['pod'], (evidence) => podOf(evidence).name),
    phase: fact(string('Running, Pending, Failed, Terminating ...'), ['pod'], (evidence) => podOf(evidence).phase),
    ageMs: fact(number('time since it was made', 'ms'), ['pod'], (evidence) => {
      const { takenAtMs, createdAtMs } = podOf(evidence);
      if (createdAtMs === undefined) throw new MissingFact(['pod'], 'when the pod was made is not known');
      return Math.max(0, takenAtMs - createdAtMs);
    }),
    node: fact(nodeShape, ['pod'], nodeFact),
    autoscalers: fact(list(autoscalerShape, 'autoscalers over the workload'), ['pod'], autoscalerFacts),
  },
};

export default pod;
