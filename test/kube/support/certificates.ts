import { execFileSync } from 'node:child_process';

/**
 * A certificate authority, a server (127.0.0.1 and `api.jdiag.test`) and a user of it, made for this run: ca.crt, server.key,
 * server.crt, user.key, user.crt in the folder.
 */
export const makeCertificates = (folder: string): void => {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test-ca', '-days', '2');
  for (const [name, subject, extension] of [
    ['server', '/CN=server', 'subjectAltName=IP:127.0.0.1,DNS:api.jdiag.test'],
    ['user', '/CN=oncall', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    execFileSync('sh', ['-c', `echo '${extension}' > ${name}.ext`], { cwd: folder });
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.crt`,
    );
  }
};
