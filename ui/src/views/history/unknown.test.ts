// What an agent of a later version tells is shown as far as it is understood.

import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Cell } from '../../bindings/api';
import { history } from '../../lib/history.svelte';
import { entry } from '../../samples';
import Cells from './Cells.svelte';
import EntryRow from './EntryRow.svelte';
import Origin from './Origin.svelte';

const cell: Cell = {
  column: 'Mood',
  type: 'hologram',
  old: { deep: [1] },
  new: 7,
  text: '',
  old_text: 'dim',
  new_text: 'bright',
};
const odd = entry({
  kind: 'row_dreamt',
  source: 'telepathy',
  authenticity: 'notarised',
  outcome: 'sung',
  outcome_reason: 'by a choir',
  what: '',
  cells: [cell],
});

it('shows a change of an unknown kind', () => {
  render(EntryRow, {
    item: { type: 'entry', entry: odd, fold: [odd], open: false, member: false },
    sought: [],
    onPick: () => {},
  });
  expect(screen.getByRole('option')).toHaveTextContent('Acme GmbH');
  expect(screen.getByRole('option')).toHaveTextContent('Other change');
});

it('shows a cell of an unknown type as its text', () => {
  render(Cells, { entry: odd, sought: [] });
  expect(screen.getByRole('row')).toHaveTextContent('Mood');
  expect(screen.getByRole('row')).toHaveTextContent('bright');
});

it('claims nothing of how an unknown way in was checked, or what became of the change', () => {
  render(Origin, { entry: odd });
  expect(screen.getByText('Another way in')).toBeInTheDocument();
  expect(screen.getByText('It is not known what became of it.')).toBeInTheDocument();
  expect(screen.getByText('Whether it was checked is not known.')).toBeInTheDocument();
});

it('leaves out news of an unknown kind', () => {
  expect(() => history.heard({ event: 'weather', sun: true } as never)).not.toThrow();
});
