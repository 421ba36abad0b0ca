import { ClusterError } from '../../model/pod-api.ts';
import { TransportError } from '../../model/transport.ts';
import { failedArtifact } from '../examine.ts';
import type { Step } from './context.ts';

/** A place that went away in the middle of a step ends that step, never the collecting from the others. */
export const guarded =
  (step: Step): Step =>
  async (context) => {
    try {
      await step(context);
    } catch (error) {
      const { options, writer, subject } = context;
      if (options.signal.aborted || !(error instanceof TransportError || error instanceof ClusterError)) throw error;
      await writer.addArtifact(subject.id, failedArtifact('process', error.message, Date.now()));
    }
  };
