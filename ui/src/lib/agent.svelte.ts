// What the agent is: its state, its settings, whether it can be reached.

import type { BaseView, Event, JsonValue, Person, Rule, SettingsView, Show, Status, UrlView } from '../bindings/api';
import { backend, type Connection, Refusal } from './backend';
import { plain, setLanguage, systemLanguage } from './messages.svelte';
import { bare } from './query';
import { rem } from './rem.svelte';

/** How long the agent may be silent before the page says that it is lost: a restart takes less. */
const PATIENCE_MS = 1200;

/** When to ask what happened while the window opened: after the first picture. */
const OPENED_MS = 500;

/** Plain, as a rule is named by it and the settings file holds that. */
export const baseName = (base: BaseView) => base.name ?? plain('base-unnamed', { id: base.uuid.slice(0, 8) });

class Agent {
  status = $state.raw<Status | null>(null);
  settings = $state.raw<SettingsView | null>(null);
  people = $state.raw<Person[]>([]);
  rules = $state.raw<Rule[]>([]);
  urls = $state.raw<UrlView[]>([]);
  /** By name, so that they stay where they are. */
  bases = $derived(
    [...(this.status?.bases ?? [])].sort(
      (a, b) => baseName(a).localeCompare(baseName(b)) || a.uuid.localeCompare(b.uuid),
    ),
  );
  lost = $state(false);
  /** How often all changes may have been reworded: in another language, with other names. */
  worded = $state(0);
  starting = $state(false);

  #listeners = new Set<(event: Event) => void>();
  #found = new Set<() => void>();
  /** How many states the event stream has told. */
  #told = 0;
  #hasFollowed = false;
  #losing: ReturnType<typeof setTimeout> | undefined;
  /** States often come in groups, and an edit of the settings file shows only as a state. */
  #settingsSoon: ReturnType<typeof setTimeout> | undefined;

  /** Asks for all that the first picture needs. */
  async open(): Promise<void> {
    await Promise.all([this.readStatus(), this.readSettings()]);
    if (!this.settings) setLanguage(systemLanguage());
  }

  /** Follows the agent's news until the returned function is called. */
  follow(): () => void {
    return backend.events(
      (event) => this.#heard(event),
      (state) => this.#connection(state),
    );
  }

  onEvent(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onShow(listener: (show: Show) => void): () => void {
    return this.onEvent((event) => {
      if (event.event === 'show') listener(event.show);
    });
  }

  /** After the agent was away, or reported missed events: what is shown has to be fetched again. */
  onFound(listener: () => void): () => void {
    this.#found.add(listener);
    return () => this.#found.delete(listener);
  }

  /** An answer that a newer state may have overtaken on the event stream is asked for again. */
  async readStatus() {
    let told: number;
    do {
      told = this.#told;
      const status = await this.#optional<Status>('/v1/status');
      if (status && told === this.#told) this.status = status;
    } while (told !== this.#told);
  }

  async readSettings() {
    const settings = await this.#optional<SettingsView>('/v1/settings');
    if (!settings) return;
    // Asked for with every change of state, and mostly the same: then nothing is to be done again.
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    this.settings = settings;
    setLanguage(settings.language_now);
    appear(settings);
  }

  async readPeople() {
    this.people = (await this.#optional<Person[]>('/v1/people')) ?? this.people;
  }

  async readRules() {
    this.rules = (await this.#optional<Rule[]>('/v1/rules')) ?? this.rules;
  }

  async readUrls() {
    this.urls = (await this.#optional<UrlView[]>('/v1/urls')) ?? this.urls;
  }

  base(uuid: string | null) {
    if (uuid === null) return undefined;
    return this.status?.bases.find((base) => bare(base.uuid) === bare(uuid));
  }

  /** Changes a setting. The agent writes the file, so its answer is what counts. */
  async set(key: string, value: JsonValue) {
    await backend.request('POST', '/v1/settings', { key, value });
    await this.readSettings();
  }

  person(id: string): string | undefined {
    return this.people.find((person) => person.id === id)?.name;
  }

  async start() {
    this.starting = true;
    try {
      await backend.startAgent();
    } finally {
      this.starting = false;
    }
  }

  /** What can't be fetched now keeps its last value; the banner says that the agent is lost. */
  async #optional<T>(path: string): Promise<T | undefined> {
    try {
      return await backend.request<T>('GET', path);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  #heard(event: Event) {
    if (event.event === 'status') {
      this.#told += 1;
      this.status = event.status;
      this.#settingsSoon ??= setTimeout(() => {
        this.#settingsSoon = undefined;
        void this.readSettings();
      }, 500);
    }
    if (event.event === 'missed') this.#again();
    if (event.event === 'updated' && event.ids.length === 0) {
      this.worded += 1;
      void this.readPeople();
    }
    for (const listener of this.#listeners) listener(event);
  }

  #connection(state: Connection) {
    if (state === 'lost') {
      this.#losing ??= setTimeout(() => {
        this.lost = true;
      }, PATIENCE_MS);
      return;
    }
    clearTimeout(this.#losing);
    this.#losing = undefined;
    this.lost = false;
    // What happened before the stream was there, at the start too, was not told.
    if (this.#hasFollowed || !this.status) return this.#again();
    this.#hasFollowed = true;
    setTimeout(() => this.#again(), OPENED_MS);
  }

  #again() {
    void this.open();
    for (const listener of this.#found) listener();
  }
}

/** Applies the appearance settings. */
function appear({ window: { theme, text_size, compact } }: SettingsView) {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.style.fontSize = `${(13 * text_size) / 100}px`;
  root.dataset.compact = String(compact);
  rem.measure();
}

export const agent = new Agent();
