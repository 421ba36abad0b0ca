import { Flags } from '@oclif/core';
import type { ClusterScope } from '../app/patient.ts';
import { escapeText } from '../report/text/escape.ts';
import { duration } from './value.ts';

/** Which cluster and which pods: kubectl's flags with kubectl's meaning. */
export const clusterFlags = {
  namespace: Flags.string({ char: 'n', description: 'namespace of the pods', helpValue: 'NAME', helpGroup: 'CLUSTER' }),
  'all-namespaces': Flags.boolean({ char: 'A', description: 'with -l: in every namespace', helpGroup: 'CLUSTER' }),
  selector: Flags.string({
    char: 'l',
    description: 'pods with these labels',
    helpValue: 'app=NAME',
    helpGroup: 'CLUSTER',
  }),
  container: Flags.string({
    char: 'c',
    description: 'container of the pod; without it those that run a JVM',
    helpValue: 'NAME',
    helpGroup: 'CLUSTER',
  }),
  image: Flags.string({
    description: 'image with a shell (busybox) for --allow ephemeral-container',
    helpValue: 'IMAGE',
    helpGroup: 'CLUSTER',
  }),
  context: Flags.string({ description: 'context of the kubeconfig', helpValue: 'NAME', helpGroup: 'CLUSTER' }),
  kubeconfig: Flags.string({ description: 'kubeconfig file', helpValue: 'PATH', helpGroup: 'CLUSTER' }),
  as: Flags.string({ description: 'user to impersonate', helpValue: 'USER', helpGroup: 'CLUSTER' }),
  'request-timeout': duration({
    description: 'limit of one call to the cluster',
    default: 10_000,
    defaultHelp: async () => '10s',
    helpValue: '10s',
    helpGroup: 'CLUSTER',
  }),
  'pod-timeout': duration({
    description: 'how long looking into one pod may take (20s)',
    helpValue: '20s',
    helpGroup: 'CLUSTER',
  }),
  'max-parallel': Flags.integer({
    description: 'pods looked into at once',
    default: 16,
    min: 1,
    max: 200,
    helpValue: 'N',
    helpGroup: 'CLUSTER',
  }),
};

/** What they parse to. */
export type ClusterFlags = {
  readonly 'pod-timeout'?: number | undefined;
  readonly 'max-parallel'?: number;
  readonly namespace?: string | undefined;
  readonly 'all-namespaces'?: boolean;
  readonly selector?: string | undefined;
  readonly container?: string | undefined;
  readonly image?: string | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly as?: string | undefined;
  readonly 'request-timeout'?: number;
};

/** `context`: the configured one, for a command line without. */
export const clusterScope = (flags: ClusterFlags, context?: string): ClusterScope => ({
  ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
  ...(flags['all-namespaces'] === true ? { allNamespaces: true } : {}),
  ...(flags.container === undefined ? {} : { container: flags.container }),
  ...(flags.image === undefined ? {} : { image: flags.image }),
  ...(flags.context === undefined ? (context === undefined ? {} : { context }) : { context: flags.context }),
  ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
  ...(flags.as === undefined ? {} : { as: flags.as }),
  ...(flags['pod-timeout'] === undefined ? {} : { podLimitMs: flags['pod-timeout'] }),
  ...(flags['max-parallel'] === undefined ? {} : { maxParallel: flags['max-parallel'] }),
  ...(flags['request-timeout'] === undefined ? {} : { requestTimeoutMs: flags['request-timeout'] }),
  say: (text) => void process.stderr.write(`warning: ${escapeText(text)}\n`),
});
