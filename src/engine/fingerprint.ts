import { createHash } from 'node:crypto';

/**
 * sha256 hex over version, rule, workload and the rule's key values: the same incident has the same fingerprint on
 * every pod and day. No address, pid or time may be among the values.
 */
export const fingerprint = (ruleId: string, workload: string, keyValues: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['v1', ruleId, workload, ...keyValues]))
    .digest('hex');
