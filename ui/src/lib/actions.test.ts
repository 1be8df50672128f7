import { beforeEach, expect, it, vi } from 'vitest';
import { entry } from '../samples';
import { markAll, open } from './actions';
import { backend } from './backend';
import { history } from './history.svelte';
import { setLanguage } from './messages.svelte';
import { place } from './place.svelte';
import { EVERYTHING } from './query';
import { toasts } from './toasts.svelte';

const asked = vi.spyOn(backend, 'request');

beforeEach(() => {
  setLanguage('en');
  asked.mockReset();
  for (const toast of toasts.all) toasts.dismiss(toast.id);
});

it('says why a row can’t be opened, and leads to what mends it', async () => {
  await open(entry({ link: null }));
  expect(toasts.all[0]?.text).toContain('not known where this base is');
  toasts.remedy(toasts.all[0]!);
  expect([place.view, place.section]).toEqual(['settings', 'bases']);
  expect(asked).not.toHaveBeenCalled();
});

it('says so too when the agent knows no address any more', async () => {
  asked.mockResolvedValue({ count: 1, message: 'There is no row to open.' });
  await open(entry({ link: 'https://cloud.seatable.io/workspace/7/dtable/Sales/' }));
  expect(toasts.all[0]?.text).toContain('not known where this base is');
});

it('opens a row without a word, and says that a sample has none', async () => {
  asked.mockResolvedValue({ count: 1, message: '' });
  await open(entry({ link: 'https://cloud.seatable.io/workspace/7/dtable/Sales/' }));
  expect(toasts.all).toEqual([]);
  await open(entry({ dtable_uuid: '726f7762656c6c2d73616d706c65212e' }));
  expect(toasts.all[0]?.text).toBe('A sample has no row to open.');
});

it('offers to take the last marking back, and no earlier one', async () => {
  const sales = { ...EVERYTHING, base: 'Sales' };
  history.filter = sales;
  asked.mockResolvedValue({ count: 2, message: '' });
  await markAll();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/read', {
    ids: [],
    all: true,
    unread: false,
    query: { ...sales, before: null, limit: null },
  });
  await markAll();
  expect(toasts.all.filter((toast) => toast.undo)).toHaveLength(1);
  history.filter = EVERYTHING;
});
