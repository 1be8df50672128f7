import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Cell } from '../../bindings/api';
import { entry } from '../../samples';
import Cells from './Cells.svelte';

const cell = (fields: Partial<Cell>): Cell => ({
  column: 'A',
  type: 'text',
  old: null,
  new: null,
  text: '',
  old_text: '',
  new_text: '',
  ...fields,
});
const show = (...cells: Cell[]) => render(Cells, { entry: entry({ cells }), sought: [] });

it('shows options as chips in their colours, with a text that can be read', () => {
  show(
    cell({
      type: 'single-select',
      old_text: 'Open',
      new_text: 'Won',
      old_chips: [{ name: 'Open', color: 'url(x)', text_color: '#ffffff' }],
      new_chips: [{ name: 'Won', color: '#FBD44A', text_color: '#FFFFFF' }],
    }),
  );
  const won = screen.getByTitle('Won');
  expect(won).toHaveStyle({ backgroundColor: '#fbd44a', color: '#24211e' });
  expect(screen.getByTitle('Open').style.background).toBe('');
});

it('shows checkboxes in words, and files and images as names that load nothing', () => {
  const { container } = show(
    cell({ column: 'Done', type: 'checkbox', old: false, new: true, old_text: 'not checked', new_text: 'checked' }),
    cell({
      column: 'Files',
      type: 'file',
      new: [{ name: 'offer.pdf', url: 'https://x/offer.pdf' }],
      new_text: 'offer.pdf',
    }),
    cell({ column: 'Pictures', type: 'image', new: ['https://x/a%20b.png?token=1'], new_text: 'a b.png' }),
  );
  const done = within(screen.getByRole('row', { name: /Done/ }));
  expect(done.getByText('checked')).toBeInTheDocument();
  expect(screen.getByText('offer.pdf')).toBeInTheDocument();
  expect(screen.getByText('a b.png')).toBeInTheDocument();
  expect(container.querySelector('img, a')).toBeNull();
});

it('shows the difference of long texts word by word', () => {
  const [before, after] = [
    'The quick brown fox jumps over the lazy dog.',
    'The quick red fox jumps over the lazy dog.',
  ];
  const { container } = show(cell({ type: 'long-text', old: before, new: after, old_text: before, new_text: after }));
  expect(container.querySelector('del')).toHaveTextContent('brown');
  expect(container.querySelector('ins')).toHaveTextContent('red');
});

it('marks what was sought in a difference, also where it would be folded away', () => {
  const same = `${'word '.repeat(150)}harbour ${'word '.repeat(150)}`;
  const [before, after] = [`${same}old`, `${same}new`];
  const change = cell({ type: 'long-text', old: before, new: after, old_text: before, new_text: after });
  const { container } = render(Cells, { entry: entry({ cells: [change] }), sought: ['harb', 'new'] });
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['harb', 'new']);
  // A part for itself would not count for the direction of the whole.
  expect(container.querySelector('.diff bdi')).toBeNull();
});

it('compares whole texts, of which the agent’s line is the beginning', () => {
  const [before, after] = [`${'word '.repeat(100)}old end`, `${'word '.repeat(100)}new end`];
  const line = `${'word '.repeat(30)}…`;
  for (const stored of [(text: string) => text, (text: string) => ({ text, preview: '' })]) {
    const type = stored('') === '' ? 'text' : 'long-text';
    const { container, unmount } = show(
      cell({ type, old: stored(before), new: stored(after), old_text: line, new_text: line }),
    );
    expect(container.querySelector('del')).toHaveTextContent('old');
    expect(container.querySelector('ins')).toHaveTextContent('new');
    unmount();
  }
});

it('folds a long difference', async () => {
  const lines = (word: string) => `A line is ${word}.\n`.repeat(40);
  const { container } = show(
    cell({ type: 'long-text', old: lines('old'), new: lines('new'), old_text: 'A line …', new_text: 'A line …' }),
  );
  expect(container.querySelector('.diff')).toHaveClass('folded');
  await fireEvent.click(screen.getByRole('button', { name: 'Show the whole text' }));
  expect(container.querySelector('.diff')).not.toHaveClass('folded');
  expect(container.querySelectorAll('ins')).toHaveLength(40);
  await fireEvent.click(screen.getByRole('button', { name: 'Show less' }));
  expect(container.querySelector('.diff')).toHaveClass('folded');
});

it('shows a whole text when it is asked for, and nothing that turns its direction', async () => {
  const text = `${'line\n'.repeat(40)}\u202ethe end`;
  render(Cells, {
    entry: entry({ kind: 'row_added', cells: [cell({ type: 'long-text', new: text, new_text: 'line line …' })] }),
    sought: [],
  });
  expect(screen.queryByText(/the end/)).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Show the whole text' }));
  expect(screen.getByText(/the end/).textContent).not.toContain('\u202e');
});

it('takes a text for a text', () => {
  const { container } = show(cell({ column: '<b>x</b>', old_text: '<i>old</i>', new_text: '<img src=x>' }));
  expect(screen.getByText('<img src=x>')).toBeInTheDocument();
  expect(container.querySelector('img, b, i')).toBeNull();
});

it('shows forty cells first', () => {
  show(...Array.from({ length: 45 }, (_, at) => cell({ column: `C${at}`, new_text: 'x' })));
  expect(screen.getAllByRole('row')).toHaveLength(40);
  expect(screen.getByRole('button', { name: /5/ })).toBeInTheDocument();
});
