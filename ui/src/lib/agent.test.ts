import { afterEach, expect, it, vi } from 'vitest';
import type { Event, Status } from '../bindings/api';
import { agent } from './agent.svelte';
import { backend } from './backend';

afterEach(() => vi.restoreAllMocks());

const status = (total: number) => ({ total, bases: [], endpoints: [] }) as unknown as Status;

it('keeps a state that was told while an older one was on its way', async () => {
  let tell: (event: Event) => void = () => undefined;
  vi.spyOn(backend, 'events').mockImplementation((onEvent) => {
    tell = onEvent;
    return () => undefined;
  });
  const answers = [status(1), status(3)];
  vi.spyOn(backend, 'request').mockImplementation(async () => {
    const answer = answers.shift();
    if (answer?.total === 1) tell({ event: 'status', status: status(2) });
    return answer as never;
  });
  const end = agent.follow();
  await agent.readStatus();
  expect(agent.status?.total).toBe(3);
  expect(answers).toEqual([]);
  end();
});
