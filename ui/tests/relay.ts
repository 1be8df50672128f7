// A real relay on this computer.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { until } from './agent';

const BINARY = resolve(import.meta.dirname, '..', process.env.ROWBELL_RELAY_BINARY ?? '../target/debug/rowbell-relay');

export class Relay {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rowbell-ui-relay-'));
  readonly #invitations: 'open' | 'required';
  #process: ChildProcess | undefined;
  address = '';

  constructor(invitations: 'open' | 'required') {
    this.#invitations = invitations;
  }

  /** Starts it, where it was if it ran before. */
  async start() {
    this.address ||= `http://127.0.0.1:${await freePort()}`;
    this.#process = spawn(BINARY, this.#arguments, { stdio: 'ignore' });
    await until('the relay to answer', () =>
      fetch(`${this.address}/healthz`).then(
        (answer) => answer.ok || undefined,
        () => undefined,
      ),
    );
  }

  get #arguments() {
    const where = ['--data', this.#folder, '--listen', new URL(this.address).host, '--public-address', this.address];
    return [...where, '--invitations', this.#invitations];
  }

  /** An invitation's link, for one mailbox. */
  async invite(): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, [...this.#arguments, 'invite']);
    return stdout.trim();
  }

  async kill() {
    const ended = this.#process;
    this.#process = undefined;
    if (!ended) return;
    const end = once(ended, 'exit');
    ended.kill('SIGKILL');
    await end;
  }

  async stop() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Not one of those that connections get, of which one could take it while the relay is started again. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 20_000);
    const server = createServer().listen(port, '127.0.0.1');
    const listens = await once(server, 'listening').catch(() => false);
    if (!listens) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
