import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PEM, as node:tls takes it. */
export interface Certificates {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/**
 * Writes what DOCKER_CERT_PATH names: ca.pem, cert.pem and key.pem. They are for 127.0.0.1, good for both sides of a
 * connection, and from an authority of their own.
 */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const path = (name: string): string => join(directory, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const authority = ['-keyout', path('ca-key.pem'), '-out', path('ca.pem'), '-subj', '/CN=authority'];
  await run('openssl', ['req', '-x509', ...key, ...authority]);
  const signed = ['-CA', path('ca.pem'), '-CAkey', path('ca-key.pem'), '-keyout', path('key.pem')];
  const name = ['-out', path('cert.pem'), '-subj', '/CN=engine', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  await run('openssl', ['req', '-x509', ...key, ...signed, ...name, ...leaf]);
  const [ca, cert, privateKey] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFile(path(file))),
  );
  return { ca, cert, key: privateKey } as Certificates;
}
