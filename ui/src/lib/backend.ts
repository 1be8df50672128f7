// The one way to the agent. Inside the app the Rust shell carries requests; in a browser (development, tests) a proxy does.

import type { Event, HistoryQuery } from '../bindings/api';
import { http } from './http';
import { tauri } from './tauri';

export type Connection = 'connected' | 'lost';

/** A workbook of a spreadsheet, or what programs read. */
export type ExportFormat = 'xlsx' | 'csv' | 'json';

export interface Backend {
  /** Asks the agent. Throws a `Refusal`. */
  request<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** What is still to be done when the window closes. */
  beforeClosing(finish: () => Promise<void>): void;
  /** The agent's news. Connects again by itself. Returns what ends it. */
  events(onEvent: (event: Event) => void, onState: (state: Connection) => void): () => void;
  /** Lets the person choose a file and writes the changes to it. Its name; null: they chose none. */
  saveFile(suggested: string, query: HistoryQuery, format: ExportFormat): Promise<string | null>;
  startAgent(): Promise<void>;
  /** Asks the person whether to end the agent. */
  quit(): Promise<void>;
  /** The first content is on show. */
  ready(): void;
  platform: 'linux' | 'macos' | 'windows';
}

/** Why a request failed, as an agent of whatever version tells it; `ErrorBody` is one. */
export type Told = { code: string; message: string; values?: Record<string, string> };

/** Why a request failed, with words for the person. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** What the words name. */
    readonly values: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const backend: Backend = '__TAURI_INTERNALS__' in window ? tauri() : http();
