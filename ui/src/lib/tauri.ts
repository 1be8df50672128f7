// The backend inside the app: the Rust shell carries requests and events between the page and the agent's socket.

import { Channel, invoke } from '@tauri-apps/api/core';
import type { Event } from '../bindings/api';
import { type Backend, Refusal, type Told } from './backend';
import { t } from './messages.svelte';
import { platform } from './platform';

type Answer = { status: number; body: unknown };
type FromShell = Event | { event: 'agent_lost' } | { event: 'agent_found' } | { event: 'closing' };

declare global {
  interface Window {
    /** Answers to what is asked at first, by the address. The shell asked while it made the window. */
    firstAnswers?: Record<string, unknown>;
  }
}

/** A failed command throws what the shell says: `{ code, message }`. */
const refused = (error: unknown): never => {
  const { code = 'agent_lost', message = String(error), values } = (error ?? {}) as Partial<Told>;
  throw new Refusal(code, message, values);
};

export function tauri(): Backend {
  let finishing = async () => {};
  const first = new Map(Object.entries(window.firstAnswers ?? {}));
  delete window.firstAnswers;
  // A web view's own menu speaks of pages and reloading; it is of use for texts only.
  addEventListener('contextmenu', (event) => {
    const onText = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (!onText && getSelection()?.isCollapsed !== false) event.preventDefault();
  });
  // WebKitGTK knows the keys for copying and pasting, and not these.
  addEventListener('keydown', (event) => {
    const inText = event.target instanceof Element && event.target.matches('input, textarea');
    if (!inText || !event.ctrlKey || event.altKey || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    document.execCommand(event.shiftKey ? 'redo' : 'undo');
  });
  return {
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      if (method === 'GET' && first.has(path)) {
        const answer = first.get(path);
        first.delete(path);
        return answer as T;
      }
      const answer = await invoke<Answer>('api', { method, path, body: body ?? null }).catch(refused);
      if (answer.status < 400) return answer.body as T;
      const { code = 'unknown', message = '', values } = (answer.body ?? {}) as Partial<Told>;
      throw new Refusal(code, message, values);
    },
    beforeClosing(finish) {
      finishing = finish;
    },
    events(onEvent, onState) {
      const channel = new Channel<FromShell>();
      let stopped = false;
      channel.onmessage = (message) => {
        if (stopped) return;
        if (message.event === 'agent_lost') onState('lost');
        else if (message.event === 'agent_found') onState('connected');
        else if (message.event === 'closing') void finishing().finally(() => invoke('close'));
        else onEvent(message);
      };
      void invoke('subscribe', { channel }).catch(() => onState('lost'));
      return () => {
        stopped = true;
      };
    },
    async saveFile(suggested, query, format) {
      const title = t(`export-${format}`);
      const path = await invoke<string | null>('export', { query, format, suggested, title }).catch(refused);
      return path?.split(/[\\/]/).at(-1) ?? null;
    },
    async startAgent() {
      await invoke('start_agent').catch(refused);
    },
    async quit() {
      await invoke('quit').catch(refused);
    },
    ready() {
      void invoke('ready');
    },
    platform: platform(),
  };
}
