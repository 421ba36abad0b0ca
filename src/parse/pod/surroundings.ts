import type { AutoscalerEvidence, KubeCondition, KubeEvent, NodeEvidence } from '../../model/pod-evidence.ts';
import type { Source } from '../../model/source.ts';
import { defined, type Json, list, number, object, text, time } from './json.ts';
import { quantityOf } from './quantity.ts';

export const conditionsOf = (value: unknown): readonly KubeCondition[] =>
  list(value).map((each) =>
    defined({
      type: text(each['type']) ?? '',
      status: text(each['status']) ?? 'Unknown',
      reason: text(each['reason']),
      message: text(each['message']),
      sinceMs: time(each['lastTransitionTime']),
    }),
  );

/** core/v1 and events.k8s.io/v1 events. `spec.containers{app}` names the container. */
export const eventOf = (event: Json, source: Source): KubeEvent => {
  const about = object(event['involvedObject'] ?? event['regarding']);
  const series = object(event['series']);
  return defined({
    type: text(event['type']) ?? '',
    reason: text(event['reason']) ?? '',
    message: text(event['message']) ?? text(event['note']) ?? '',
    count: number(event['count']) ?? number(series['count']) ?? number(event['deprecatedCount']) ?? 1,
    firstAtMs: time(event['firstTimestamp']) ?? time(event['deprecatedFirstTimestamp']) ?? time(event['eventTime']),
    lastAtMs:
      time(event['lastTimestamp']) ??
      time(series['lastObservedTime']) ??
      time(event['deprecatedLastTimestamp']) ??
      time(event['eventTime']),
    container: /\{([^}]{1,253})\}$/.exec(text(about['fieldPath']) ?? '')?.[1],
    source,
  });
};

export const nodeOf = (node: Json, source: Source): NodeEvidence =>
  defined({
    name: text(object(node['metadata'])['name']) ?? '',
    conditions: conditionsOf(object(node['status'])['conditions']),
    unschedulable: object(node['spec'])['unschedulable'] === true,
    allocatableMemoryBytes: quantityOf(object(object(node['status'])['allocatable'])['memory']),
    source,
  });

/** The resource metric `memory` in the words of autoscaling/v2, v2beta2. */
const memoryOf = (autoscaler: Json): AutoscalerEvidence['memory'] => {
  const named = (each: Json): Json => object(each['resource'] ?? each['containerResource']);
  const isMemory = (each: Json): boolean => text(named(each)['name']) === 'memory';
  const wanted = list(object(autoscaler['spec'])['metrics']).find(isMemory);
  if (wanted === undefined) return undefined;
  const target = object(named(wanted)['target']);
  const current = object(named(list(object(autoscaler['status'])['currentMetrics']).find(isMemory) ?? {})['current']);
  return defined({
    targetPct: number(target['averageUtilization']),
    targetBytes: quantityOf(target['averageValue']),
    currentPct: number(current['averageUtilization']),
    currentBytes: quantityOf(current['averageValue']),
    container: text(named(wanted)['container']),
  });
};

export const autoscalerOf = (autoscaler: Json, source: Source): AutoscalerEvidence => {
  const [spec, status] = [object(autoscaler['spec']), object(autoscaler['status'])];
  return defined({
    name: text(object(autoscaler['metadata'])['name']) ?? '',
    minReplicas: number(spec['minReplicas']) ?? 1,
    maxReplicas: number(spec['maxReplicas']) ?? 1,
    currentReplicas: number(status['currentReplicas']) ?? 0,
    desiredReplicas: number(status['desiredReplicas']) ?? 0,
    memory: memoryOf(autoscaler),
    conditions: conditionsOf(status['conditions']),
    source,
  }) as AutoscalerEvidence;
};

/** What an autoscaler scales: `Deployment/appr-api`. */
export const scaledBy = (autoscaler: Json): string => {
  const target = object(object(autoscaler['spec'])['scaleTargetRef']);
  return `${text(target['kind']) ?? ''}/${text(target['name']) ?? ''}`;
};
