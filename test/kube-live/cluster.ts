import { describe } from 'vitest';

const required = (process.env['JDIAG_REQUIRE'] ?? '').split(',').includes('kube');
const configured = (process.env['KUBECONFIG'] ?? '') !== '';

/**
 * Pods of one container `app` in the namespace of the current context, each running the same leaking program: image with a
 * JDK, with a JRE and a shell, with java alone. CONTRIBUTING says how to bring them up.
 */
export const pods = { jdk: 'appr-api', jre: 'appr-api-jre', noshell: 'appr-api-noshell' } as const;

/** A describe block that needs the cluster of $KUBECONFIG. Without one it is skipped and says so; JDIAG_REQUIRE=kube fails. */
export const describeWithCluster = (title: string, body: () => void): void => {
  if (configured) {
    describe(title, body);
    return;
  }
  if (required) {
    describe(title, () => {
      throw new Error('JDIAG_REQUIRE=kube, but KUBECONFIG is not set');
    });
    return;
  }
  process.stderr.write(`SKIPPED (KUBECONFIG is not set): ${title}\n`);
  describe.skip(title, body);
};
