// A real agent in a folder of its own, and the built page before it.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type PreviewServer, preview } from 'vite';
import type { BaseView, Status, UrlView } from '../src/bindings/api';

const ROOT = resolve(import.meta.dirname, '..');
const BINARY = resolve(ROOT, process.env.ROWBELL_BINARY ?? '../target/debug/rowbell');
const DEADLINE_MS = 10_000;

export class Agent {
  readonly folder = mkdtempSync(join(tmpdir(), 'rowbell-ui-'));
  readonly socket = join(this.folder, 'agent.sock');
  #process: ChildProcess | undefined;
  #server: PreviewServer | undefined;
  #url: string | undefined;

  /** The port it is told to listen at; 0: any. */
  port = 0;

  /** Signs the webhooks. */
  secret: string | undefined;

  /** Starts the agent as the window's button does, in this process's environment and in the background. */
  get startCommand() {
    return `ROWBELL_SECRETS=file LC_ALL=C "${BINARY}" ${this.#arguments.map((word) => `"${word}"`).join(' ')}`;
  }

  /** Starts the agent in English and UTC, without a keyring and, if no desktop is given, without one. */
  async start(desktop: Record<string, string | undefined> = {}) {
    const { HOME, PATH } = process.env;
    this.#process = spawn(BINARY, this.#arguments, {
      env: { HOME, PATH, LC_ALL: 'C', TZ: 'UTC', ROWBELL_SECRETS: 'file', XDG_CONFIG_HOME: this.folder, ...desktop },
      stdio: 'ignore',
    });
    await until('the agent to answer', () => this.get<Status>('/v1/status').catch(() => undefined));
  }

  get #arguments() {
    return ['--data-dir', this.folder, '--port', String(this.port)];
  }

  /** Waits until it has ended by itself. */
  async ended() {
    if (this.#process && this.#process.exitCode === null) await once(this.#process, 'exit');
    this.#process = undefined;
  }

  /** Ends it without a chance to say goodbye. */
  async kill() {
    const ended = this.#process;
    this.#process = undefined;
    if (!ended) return;
    const end = once(ended, 'exit');
    ended.kill('SIGKILL');
    await end;
  }

  /** Serves the page; its address. */
  async page(): Promise<string> {
    process.env.ROWBELL_SOCKET = this.socket;
    this.#server = await preview({ root: ROOT, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
    return this.#server.resolvedUrls?.local[0] ?? '';
  }

  async stop() {
    await this.#server?.close();
    // One that the page started is no child of this process.
    if (!this.#process) await this.post('/v1/quit', {}).catch(() => undefined);
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get<T>(path: string): Promise<T> {
    return ask(this.socket, 'GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return ask(this.socket, 'POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return ask(this.socket, 'PUT', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return ask(this.socket, 'DELETE', path);
  }

  /** Sends a webhook, to the first endpoint unless another address is given. */
  async webhook(body: unknown, to?: string) {
    this.#url ??= (await this.get<UrlView[]>('/v1/urls'))[0]!.url;
    const text = JSON.stringify(body);
    const signature = this.secret && createHmac('sha256', this.secret).update(text).digest('hex');
    const headers = signature ? { 'x-seatable-signature': `sha256=${signature}` } : undefined;
    const answer = await fetch(to ?? this.#url, { method: 'POST', body: text, ...(headers ? { headers } : {}) });
    if (!answer.ok) throw new Error(`The webhook was answered with ${answer.status}.`);
  }

  /** Waits until the history has this many changes. */
  async has(total: number) {
    await until(`${total} changes`, async () =>
      (await this.get<Status>('/v1/status')).total >= total ? true : undefined,
    );
  }

  async base(uuid: string): Promise<BaseView | undefined> {
    const { bases } = await this.get<Status>('/v1/status');
    return bases.find((base) => base.uuid.replaceAll('-', '') === uuid);
  }
}

function ask<T>(socketPath: string, method: string, path: string, body?: unknown): Promise<T> {
  return new Promise((fulfil, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request({ socketPath, method, path, headers: { host: 'localhost', ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode === 200) fulfil(JSON.parse(text) as T);
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export async function until<T>(what: string, check: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
