// What the rule that is being written would have done with what has happened: asked again a moment after each change of it.

import type { Bench, BenchRequest } from '../../bindings/api';
import { backend } from '../backend';
import { problemOf } from '../refusals';

/** Somebody who types is not waited upon at each key. */
const SOON_MS = 300;

const FEW = 1_000;
export const MANY = 100_000;

class Trial {
  /** The last answer; it stays while the next one is worked on. */
  told = $state.raw<Bench | null>(null);
  working = $state(false);
  failure = $state('');
  #asksMany = $state(false);
  /** Whether there may be more changes than were looked at. */
  hasMore = $derived(!this.#asksMany && (this.told?.changes ?? 0) >= FEW);

  #asked = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** Asks about a rule soon, unless another one is asked about before. */
  ask(request: BenchRequest) {
    this.#later(request, FEW, SOON_MS);
  }

  /** Asks at once, about all that there is. */
  askMany(request: BenchRequest) {
    this.#later(request, MANY, 0);
  }

  /** There is nothing to ask: what was told is of another rule. */
  forget() {
    clearTimeout(this.#soon);
    this.#asked += 1;
    this.told = null;
    this.failure = '';
    this.working = false;
  }

  #later(request: BenchRequest, changes: number, wait: number) {
    clearTimeout(this.#soon);
    this.#asksMany = changes === MANY;
    this.working = true;
    const asked = ++this.#asked;
    this.#soon = setTimeout(() => void this.#now({ ...request, changes }, asked), wait);
  }

  async #now(request: BenchRequest, asked: number) {
    let [told, failure]: [Bench | null, string] = [null, ''];
    try {
      told = await backend.request<Bench>('POST', '/v1/bench', request);
    } catch (error) {
      failure = problemOf(error);
    }
    if (asked !== this.#asked) return;
    [this.told, this.failure, this.working] = [told, failure, false];
  }
}

export const trial = new Trial();
