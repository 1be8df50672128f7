import { invoke } from '@tauri-apps/api/core';
import { expect, it, vi } from 'vitest';
import { tauri } from './tauri';

vi.mock('@tauri-apps/api/core', () => ({ invoke: vi.fn(), Channel: class {} }));

it('takes what the shell has asked for ahead, once', async () => {
  window.firstAnswers = { '/v1/people': ['ahead'] };
  const backend = tauri();
  expect(window.firstAnswers).toBeUndefined();
  vi.mocked(invoke).mockResolvedValue({ status: 200, body: ['asked'] });
  expect(await backend.request('GET', '/v1/people')).toEqual(['ahead']);
  expect(invoke).not.toHaveBeenCalled();
  expect(await backend.request('GET', '/v1/people')).toEqual(['asked']);
  expect(await backend.request('GET', '/v1/status')).toEqual(['asked']);
});

it('tells the name of the file that was written', async () => {
  const query = { limit: null } as never;
  for (const [path, name] of [
    ['/home/anna/rowbell.csv', 'rowbell.csv'],
    ['C:\\Users\\Anna\\rowbell.csv', 'rowbell.csv'],
    [null, null],
  ]) {
    vi.mocked(invoke).mockResolvedValue(path);
    expect(await tauri().saveFile('rowbell.csv', query, 'csv')).toBe(name);
  }
});
