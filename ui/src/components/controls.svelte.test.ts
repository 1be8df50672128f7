// A control shows what is in force, also when that could not be changed.

import { flushSync, mount, unmount } from 'svelte';
import { expect, it, vi } from 'vitest';
import Choice from './Choice.svelte';
import NumberInput from './NumberInput.svelte';
import Select from './Select.svelte';
import Switch from './Switch.svelte';

const refuse = () => Promise.resolve(undefined);
const options = [
  { value: 'system', name: 'System' },
  { value: 'dark', name: 'Dark' },
];
/** The control is used as a person does. */
function use(control: HTMLInputElement | HTMLSelectElement, change: () => void) {
  change();
  control.dispatchEvent(new Event('change', { bubbles: true }));
}

it('a switch goes back when it was refused', async () => {
  const app = mount(Switch, { target: document.body, props: { checked: false, label: 'Hide', onChange: refuse } });
  const input = document.querySelector<HTMLInputElement>('[role="switch"]')!;
  use(input, () => (input.checked = true));
  expect(input.checked).toBe(true);
  await vi.waitFor(() => expect(input.checked).toBe(false));
  await unmount(app);
});

it('a choice goes back when it was refused, and stays when it was taken', async () => {
  const props = $state({ label: 'Theme', value: 'system', options, onChange: refuse as (value: string) => unknown });
  const app = mount(Choice, { target: document.body, props });
  const [system, dark] = document.querySelectorAll<HTMLInputElement>('input[type="radio"]');
  use(dark!, () => (dark!.checked = true));
  await vi.waitFor(() => expect([system!.checked, dark!.checked]).toEqual([true, false]));
  props.onChange = (value) => (props.value = value);
  use(dark!, () => (dark!.checked = true));
  flushSync();
  await vi.waitFor(() => expect([system!.checked, dark!.checked]).toEqual([false, true]));
  await unmount(app);
});

it('a number goes back when it was refused', async () => {
  const props = { id: 'port', value: 8765, min: 1, max: 65535, onChange: refuse };
  const app = mount(NumberInput, { target: document.body, props });
  const input = document.querySelector<HTMLInputElement>('input[type="number"]')!;
  use(input, () => (input.value = '80'));
  expect(input.value).toBe('80');
  await vi.waitFor(() => expect(input.value).toBe('8765'));
  await unmount(app);
});

it('a list to choose from goes back when it was refused', async () => {
  const app = mount(Select, {
    target: document.body,
    props: { id: 'theme', value: 'system', options, onChange: refuse },
  });
  const select = document.querySelector('select')!;
  use(select, () => (select.value = 'dark'));
  expect(select.value).toBe('dark');
  await vi.waitFor(() => expect(select.value).toBe('system'));
  await unmount(app);
});

it('a number that is not allowed is said, and the one in force stays', async () => {
  const taken: number[] = [];
  const props = {
    id: 'days',
    describedBy: 'hint',
    value: 90,
    min: 1,
    max: 36500,
    onChange: (value: number) => taken.push(value),
  };
  const app = mount(NumberInput, { target: document.body, props });
  const input = document.querySelector('input')!;
  const said = document.querySelector('[role="status"]')!;
  for (const typed of ['0', '-5', '1.5', '36501', '']) {
    use(input, () => (input.value = typed));
    flushSync();
    expect(said.textContent, typed).toBe('A whole number from 1 to 36,500. Until then, 90 applies.');
    expect([input.ariaInvalid ?? input.getAttribute('aria-invalid'), input.value]).toEqual(['true', typed]);
    expect(input.getAttribute('aria-describedby')).toBe('hint days-range');
  }
  expect(taken).toEqual([]);
  use(input, () => (input.value = '30'));
  flushSync();
  expect([said.textContent, taken]).toEqual(['', [30]]);
  await unmount(app);
});
