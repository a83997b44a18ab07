import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const CONFIG = `
[ tsa ]
serial = $ENV::TSA_HOME/serial
digests = sha256
default_policy = 1.2.3.4.1
signer_digest = sha256
ess_cert_id_alg = sha256
[ req ]
distinguished_name = name
[ name ]
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[ stamping ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
`;

export interface LocalAuthority {
  readonly url: string;
  /** PEM of its root. */
  readonly root: string;
  /** What it answers instead of a time stamp, while it is set. */
  answer: Uint8Array | undefined;
}

const openssl = (home: string, ...args: readonly string[]): Buffer =>
  execFileSync('openssl', args, { cwd: home, stdio: 'pipe', env: { ...process.env, TSA_HOME: home } });

const makeKeys = (home: string): void => {
  writeFileSync(join(home, 'tsa.cnf'), CONFIG);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-config', 'tsa.cnf'];
  const root = ['-x509', '-days', '99', '-subj', '/CN=Test TSA Root', '-extensions', 'root'];
  openssl(home, 'req', ...key, ...root, '-keyout', 'root.key', '-out', 'root.pem');
  const leaf = ['-x509', '-days', '99', '-subj', '/CN=Test TSA', '-extensions', 'stamping'];
  const issuer = ['-CA', 'root.pem', '-CAkey', 'root.key'];
  openssl(home, 'req', ...key, ...leaf, ...issuer, '-keyout', 'tsa.key', '-out', 'tsa.pem');
};

const reply = (home: string, request: Buffer): Buffer => {
  writeFileSync(join(home, 'request.tsq'), request);
  const key = ['-inkey', 'tsa.key', '-signer', 'tsa.pem', '-chain', 'root.pem'];
  openssl(
    home,
    'ts',
    '-reply',
    '-config',
    'tsa.cnf',
    '-section',
    'tsa',
    '-queryfile',
    'request.tsq',
    ...key,
    '-out',
    'reply.tsr',
  );
  return readFileSync(join(home, 'reply.tsr'));
};

/** A time stamp authority that openssl plays, on this machine, until the tests of the file are over. */
export const localAuthority = async (home: string): Promise<LocalAuthority> => {
  makeKeys(home);
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    response.end(authority.answer ?? reply(home, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.close());
  const authority: LocalAuthority = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root: readFileSync(join(home, 'root.pem'), 'utf8'),
    answer: undefined,
  };
  return authority;
};
