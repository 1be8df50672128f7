// The backend in a browser: same-origin requests to a proxy before a real agent.

import type { Entry, Event, HistoryQuery, Page } from '../bindings/api';
import { type Backend, Refusal, type Told } from './backend';
import { csv } from './csv';
import { platform } from './platform';
import { parameters } from './query';

/** How long until the event stream is tried again. */
const RETRY_MS = 500;

export function http(): Backend {
  async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(path, {
      method,
      // What is asked for while the page goes away still goes out.
      keepalive: method === 'POST',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch(() => {
      throw new Refusal('agent_lost', '');
    });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return said as T;
    const { code = 'agent_lost', message = '', values } = said as Partial<Told>;
    throw new Refusal(code, message, values);
  }

  return {
    request,
    beforeClosing(finish) {
      addEventListener('pagehide', () => void finish());
    },
    events(onEvent, onState) {
      let stream: EventSource | undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const connect = () => {
        stream = new EventSource('/v1/events?window=true');
        stream.onopen = () => onState('connected');
        stream.onmessage = ({ data }) => onEvent(JSON.parse(data) as Event);
        stream.onerror = () => {
          stream?.close();
          onState('lost');
          timer = setTimeout(connect, RETRY_MS);
        };
      };
      connect();
      return () => {
        clearTimeout(timer);
        stream?.close();
      };
    },
    async saveFile(suggested, query, format) {
      const entries: Entry[] = [];
      let before: number | null = null;
      do {
        const asked: HistoryQuery = { ...query, before, limit: 1000 };
        const page: Page = await request('GET', `/v1/history?${parameters(asked)}`);
        entries.push(...page.entries);
        before = page.next;
      } while (before !== null);
      const text = format === 'json' ? JSON.stringify(entries, null, 2) : csv(entries);
      // Only the window writes workbooks; a spreadsheet opens this, too.
      const name = suggested.replace(/\.xlsx$/, '.csv');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text]));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      return name;
    },
    async quit() {
      // The app's own shell asks before it does this.
      await request('POST', '/v1/quit', null);
    },
    async startAgent() {
      const answer = await fetch('/start-agent', { method: 'POST' });
      if (!answer.ok) throw new Refusal('not_started', '');
    },
    ready() {},
    platform: platform(),
  };
}
