import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../infra/local/docket.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `docket …` as a person would and gives what it printed and its exit code. */
export const docket = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, DOCKET_LANG: 'en', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });

export interface Running {
  readonly child: ChildProcess;
  /** Everything that it printed so far. */
  readonly said: () => string;
  /** Address of its page, once it says it. */
  readonly address: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts `docket start` on a free port; resolves when it has printed something, rejects when it ends before. */
export const startDocket = (data: string, env: Readonly<Record<string, string>> = {}): Promise<Running> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', data], {
      env: { ...process.env, DOCKET_LANG: 'en', ...env },
    });
    const address = Promise.withResolvers<string>();
    let out = '';
    const stop = async (): Promise<void> => {
      const closed = new Promise<void>((done) => child.once('close', () => done()));
      child.kill();
      await closed;
    };
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (found) address.resolve(found);
      resolve({ child, said: () => out, address: () => address.promise, stop });
    });
    child.on('close', () => reject(new Error(out)));
  });
