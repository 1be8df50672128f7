// How a rule announces, quiet hours, own changes, and what is highlighted.

import type { Page } from '@playwright/test';
import type { Page as Changes, Rule, SettingsView, Status } from '../src/bindings/api';
import { type Agent, until } from './agent';
import { findings } from './axe';
import { amount, PEOPLE, SALES, webhook } from './bodies';
import { expect, test } from './fixture';

async function section(page: Page, name: string) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name }).click();
}

const rule = (fields: Partial<Rule>): Rule => ({
  name: 'One',
  base: SALES,
  table: 'Deals',
  kind: [],
  person: [],
  action: 'announce',
  ...fields,
});
const words = (page: Page) => page.getByRole('region', { name: 'The rule in words' });
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
};
const quiet = async (agent: Agent) => (await agent.get<SettingsView>('/v1/settings')).quiet_hours;

/** Presses the tab key until this has the focus. */
async function tabTo(page: Page, wanted: ReturnType<Page['getByRole']>) {
  for (let pressed = 0; pressed < 80; pressed++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The tab key does not lead to ${wanted}.`);
}

test('a rule says how loud, how often and when it announces', async ({ page, agent }) => {
  await section(page, 'What is announced');
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Base').selectOption('Sales');
  await page.getByLabel('How loud').selectOption('Must be acknowledged');
  await expect(page.getByText('comes again until you have answered it')).toBeVisible();
  await page.getByLabel('Sound', { exact: true }).selectOption('Without a sound');
  await page.getByLabel('In quiet hours too').check();
  await page.getByLabel('At most once per row').selectOption('in … hours');
  await page.getByLabel('How many').fill('2');
  await page.getByLabel('Highlight in the history').check();
  await expect(words(page)).toContainText(
    /: .?announce until it is acknowledged, without a sound, in quiet hours too, at most once per row in .?2.? hours, and highlight it in the history/,
  );
  await page.getByLabel('Gathered in one popup').selectOption('At a certain time');
  await page.getByRole('textbox', { name: 'At', exact: true }).fill('');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Enter a time for what is gathered')).toBeVisible();
  await page.getByRole('textbox', { name: 'At', exact: true }).fill('8.30');
  await page.getByRole('group', { name: 'On these days' }).getByText('Sun').click();
  await page.getByRole('group', { name: 'On these days' }).getByText('Sat').click();
  await page.getByLabel('Name', { exact: true }).fill('Loud');
  expect(await findings(page)).toEqual([]);
  await save(page);
  const [made] = await agent.get<Rule[]>('/v1/rules');
  expect(made).toMatchObject({
    level: 'acknowledge',
    sound: false,
    in_quiet_hours: true,
    once_in_minutes: 120,
    digest: { daily: { at: '08:30', days: ['mon', 'tue', 'wed', 'thu', 'fri'] } },
    highlight: true,
  });
  await expect(page.getByText(/gathered at .?08:30.? on .?Mon–Fri/)).toBeVisible();

  // What says how to announce goes with the announcement.
  await page.getByRole('button', { name: /^Edit the rule .*Loud/ }).click();
  await page.getByText('Only highlight', { exact: true }).click();
  await expect(page.getByLabel('How loud')).toHaveCount(0);
  await save(page);
  await expect
    .poll(() => agent.get<Rule[]>('/v1/rules'))
    .toEqual([{ ...rule({ name: 'Loud', base: made!.base, table: null }), action: 'highlight', highlight: true }]);
});

test('what the editor does not choose stays with a rule', async ({ page, agent }) => {
  const later = rule({
    name: 'Later',
    row: ['AcmeGmbHAAAAAAAAAAAAAA'],
    until: '2099-12-01T17:00:00Z',
    action: 'snooze',
  });
  await agent.post('/v1/rules', later);
  const [before] = await agent.get<Rule[]>('/v1/rules');
  await section(page, 'What is announced');
  await expect(page.getByText(/in one particular row.{0,2}: .?snooze until .?1 Dec 2099, 17:00/)).toBeVisible();
  await page.getByRole('button', { name: /^Edit the rule .*Later/ }).click();
  await expect(page.getByText('Only for one particular row.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Snooze' })).toBeChecked();
  await save(page);
  expect(await agent.get<Rule[]>('/v1/rules')).toEqual([before]);

  // Until when can be changed, and is needed.
  await page.getByRole('button', { name: /^Edit the rule .*Later/ }).click();
  await expect(page.getByLabel('Until', { exact: true })).toHaveValue('2099-12-01T17:00');
  await page.getByLabel('Only until a certain moment').uncheck();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Enter the day and the time.')).toBeVisible();
  await page.getByLabel('Only until a certain moment').check();
  await page.getByLabel('Until', { exact: true }).fill('2099-12-02T08:00');
  await page.getByRole('button', { name: 'For all rows' }).click();
  expect(await findings(page)).toEqual([]);
  await save(page);
  const { row: _, ...anyRow } = before!;
  await expect.poll(() => agent.get<Rule[]>('/v1/rules')).toEqual([{ ...anyRow, until: '2099-12-02T08:00:00Z' }]);
});

test('quiet hours are set with the keyboard alone, and can be ended', async ({ page, agent }) => {
  await section(page, 'Notifications');
  const add = page.getByRole('button', { name: 'Add hours' });
  await tabTo(page, add);
  await page.keyboard.press('Enter');
  const first = page.getByRole('group', { name: 'Quiet hours 1' });
  await expect(first.getByRole('checkbox', { name: 'Mon' })).toBeFocused();
  await expect
    .poll(() => quiet(agent))
    .toMatchObject({
      hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'sun'], from: '22:00', to: '07:00' }],
    });
  await tabTo(page, first.getByRole('checkbox', { name: 'Fri' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect.poll(async () => (await quiet(agent)).hours).toEqual([{ from: '22:00', to: '07:00' }]);

  // What makes no sense is said where it is, and the hours before stay in force.
  await tabTo(page, first.getByLabel('To'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('22');
  await page.keyboard.press('Tab');
  await expect(first.getByText('ends when it begins')).toBeVisible();
  await expect(first.getByLabel('To')).toHaveAttribute('aria-invalid', 'true');
  expect((await quiet(agent)).hours).toEqual([{ from: '22:00', to: '07:00' }]);

  // A day is added meanwhile, and is in force at once.
  await page.keyboard.press('Tab');
  await tabTo(page, page.getByLabel('All day'));
  await page.keyboard.type('12122099');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Remove .?12 Dec 2099/ })).toBeVisible();
  await expect(page.getByLabel('All day')).toBeFocused();
  expect(await quiet(agent)).toMatchObject({ hours: [{ from: '22:00', to: '07:00' }], all_day: ['2099-12-12'] });
  expect(await findings(page)).toEqual([]);

  // All day, each day: it is quiet now.
  await first.getByLabel('From').fill('0');
  await first.getByLabel('To').fill('24');
  await first.getByLabel('To').blur();
  await expect.poll(async () => (await quiet(agent)).hours).toEqual([{ from: '00:00', to: '24:00' }]);
  // The hours before may still be said, which end in the morning.
  await expect(page.getByText(/^Quiet hours until/)).toHaveCount(0);
  await expect.poll(async () => (await agent.get<Status>('/v1/status')).quiet_hours).toBe(true);
  const resume = page.getByRole('button', { name: 'Resume', exact: true }).first();
  await resume.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await agent.get<Status>('/v1/status')).paused).toBe(false);
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toHaveCount(0);

  await page.getByRole('button', { name: /^Remove .?12 Dec 2099/ }).click();
  await expect(page.getByRole('button', { name: 'Remove quiet hours 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove quiet hours 1' }).click();
  await expect(add).toBeFocused();
  await expect.poll(() => quiet(agent)).toEqual({ hours: [], except: [], all_day: [] });
});

test('quiet hours that are written into the settings file are shown', async ({ page, agent }) => {
  await section(page, 'Notifications');
  await agent.put('/v1/quiet_hours', {
    hours: [
      { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
      { from: '22:00', to: '07:00' },
    ],
    except: ['2099-12-31'],
    all_day: [],
  });
  await expect(page.getByRole('group', { name: 'Quiet hours 2' }).getByLabel('From')).toHaveValue('22:00');
  await expect(page.getByRole('group', { name: 'Quiet hours 1' }).getByRole('checkbox', { checked: true })).toHaveCount(
    2,
  );
  await expect(page.getByRole('button', { name: /^Remove .?31 Dec 2099/ })).toBeVisible();
});

test('own changes are quiet once it is known whose they are, and the history says so', async ({ page, agent }) => {
  await section(page, 'Notifications');
  await expect(page.getByText('Say who I am')).toBeVisible();
  await agent.post('/v1/me', { person: PEOPLE.Anna, name: null, not: false });
  const own = page.getByRole('switch', { name: 'My own changes too' });
  await expect(own).not.toBeChecked();
  const before = (await agent.get<Status>('/v1/status')).total;
  await agent.webhook(webhook({ row: 'Own Work Ltd', by: 'Anna', cells: [amount(1, 2)] }));
  await agent.has(before + 1);
  await own.check();
  await expect.poll(async () => (await agent.get<SettingsView>('/v1/settings')).popups.own_changes).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: /Own Work Ltd/ }).click();
  await expect(page.getByText('You made it yourself.')).toBeVisible();
});

test('what a rule highlights is marked in list and detail', async ({ page, agent }) => {
  await agent.post('/v1/rules', rule({ name: 'Mark', action: 'highlight' }));
  const before = (await agent.get<Status>('/v1/status')).total;
  await agent.webhook(webhook({ row: 'Bright Ltd', by: 'Jonas', cells: [amount(1, 2)] }));
  await agent.has(before + 1);
  const highlighted = await until('the change to be highlighted', async () =>
    (await agent.get<Changes>('/v1/history')).entries.find(({ highlight }) => highlight),
  );
  expect(highlighted.title).toBe('Bright Ltd');
  const row = page.getByRole('option', { name: /Bright Ltd.*highlighted/ });
  await row.click();
  await expect(page.getByText('A rule highlights it.')).toBeVisible();
  await expect(page.getByRole('option', { name: /highlighted/ })).toHaveCount(1);
  expect(await findings(page)).toEqual([]);
});
