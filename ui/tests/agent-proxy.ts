// In development and tests the page is served by Vite, which hands its API requests to a real agent's Unix socket. In the
// packaged app the Rust shell does this.

import { spawn } from 'node:child_process';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Connect, Plugin } from 'vite';

/** Where the agent's socket is; the demo's unless `ROWBELL_SOCKET` says otherwise. */
const socket = () => resolve(process.env.ROWBELL_SOCKET ?? '../target/demo/data/agent.sock');

export function agent(): Plugin {
  const use = (middlewares: Connect.Server) => {
    middlewares.use('/v1', (incoming: IncomingMessage, answer: ServerResponse) => forward(incoming, answer));
    middlewares.use('/start-agent', (_incoming: IncomingMessage, answer: ServerResponse) => start(answer));
  };
  return {
    name: 'rowbell-agent',
    configureServer: (server) => use(server.middlewares),
    configurePreviewServer: (server) => use(server.middlewares),
  };
}

function forward(incoming: IncomingMessage, answer: ServerResponse) {
  const { method, headers } = incoming;
  const onward = request({
    socketPath: socket(),
    path: `/v1${incoming.url}`,
    method,
    headers: { host: 'localhost', ...(headers['content-type'] ? { 'content-type': headers['content-type'] } : {}) },
  });
  onward.on('response', (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    // An event stream is open before its first event.
    answer.flushHeaders();
    reply.pipe(answer);
    reply.on('error', () => answer.destroy());
  });
  onward.on('error', () => {
    if (answer.headersSent) return answer.destroy();
    answer.writeHead(502, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ code: 'agent_lost', message: '' }));
  });
  answer.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** Runs `ROWBELL_START`, the command that starts the agent again. */
function start(answer: ServerResponse) {
  const command = process.env.ROWBELL_START;
  if (command) spawn('sh', ['-c', command], { detached: true, stdio: 'ignore' }).unref();
  answer.writeHead(command ? 204 : 501).end();
}
