// Pictures of the window for the documentation: `npm run screenshots -- FOLDER`. On a desktop with notifications the
// agent shows some while this runs; `xvfb-run dbus-run-session -- sh -c 'dunst & npm run screenshots'` keeps them apart.

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { Page as Changes, GeneratedSecret } from '../src/bindings/api';
import { Agent } from './agent';
import { company } from './company';
import { Relay } from './relay';

const folder = resolve(process.argv[2] ?? '../docs/screenshots');
const WIDE = { width: 1200, height: 760 };

type Picture = {
  name: string;
  size?: { width: number; height: number };
  dark?: boolean;
  act?: (page: Page) => Promise<void>;
};

const show = async (page: Page, search: string) => {
  await page.getByRole('searchbox').fill(search);
  await page.locator('mark').first().waitFor();
  await page.getByRole('option').first().click();
};
const section = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name }).click();
};
const story = (page: Page) =>
  page
    .getByRole('option', { name: /Harbour Lights.*edits/ })
    .first()
    .click();

const PICTURES: Picture[] = [
  { name: 'history', act: story },
  { name: 'history-dark', dark: true, act: story },
  { name: 'search', act: (page) => show(page, 'offer') },
  { name: 'insight', act: (page) => page.getByRole('radiogroup').getByText('Days').click() },
  { name: 'rules', act: (page) => section(page, 'What is announced') },
  { name: 'settings-dark', dark: true, act: (page) => section(page, 'Notifications') },
  { name: 'narrow', size: { width: 560, height: 760 } },
];

const FIRST_RUN: Picture[] = [
  { name: 'first-run' },
  { name: 'first-run-token', act: (page) => page.getByRole('button', { name: 'Use a token' }).click() },
  {
    name: 'first-run-relay',
    size: { width: 1200, height: 900 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Use a relay' }).click();
      await page.getByRole('textbox').fill(relay.address);
      await page.getByRole('button', { name: 'Set up' }).click();
      await asElsewhere(page);
    },
  },
];

const ADDRESSES: Picture[] = [
  {
    name: 'addresses',
    size: { width: 1200, height: 900 },
    act: async (page) => {
      await section(page, 'Addresses');
      await asElsewhere(page);
    },
  },
];

/** The relay's address as one of a real relay would be. */
async function asElsewhere(page: Page) {
  await page.getByText(/Connected since/).waitFor();
  await page.evaluate((address) => {
    for (const input of document.querySelectorAll('input')) {
      input.value = input.value.replace(address, 'https://relay.example.org');
    }
    for (const text of document.querySelectorAll('main span, main h2 bdi')) {
      for (const node of text.childNodes) {
        if (node.nodeType === Node.TEXT_NODE)
          node.nodeValue = node.nodeValue!.replace('127.0.0.1', 'relay.example.org');
      }
    }
  }, relay.address);
}

async function take(address: string, pictures: Picture[]) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  for (const { name, size = WIDE, dark = false, act } of pictures) {
    const page = await browser.newPage({
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      deviceScaleFactor: 2,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    await page.goto(address);
    await page.getByRole('button').first().waitFor();
    await act?.(page);
    await page.mouse.move(0, 0);
    // What is asked for after a press is there when nothing is asked for any more but news.
    await page.waitForFunction(
      () => document.fonts.status === 'loaded' && !document.querySelector('[aria-busy="true"]'),
    );
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.screenshot({ path: resolve(folder, `${name}.png`) });
    await page.close();
  }
  await browser.close();
}

const { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } = process.env;
mkdirSync(folder, { recursive: true });

const relay = new Relay('open');
await relay.start();

const fresh = new Agent();
await fresh.start();
await take(await fresh.page(), FIRST_RUN);
await fresh.stop();

const agent = new Agent();
await agent.start({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
const made = await agent.post<GeneratedSecret>('/v1/secrets/generate', { endpoint: 'default', keep_old: false });
agent.secret = made.secret;
await company(agent);
const { entries } = await agent.get<Changes>('/v1/history?limit=1000');
await agent.post('/v1/read', { ids: entries.slice(5).map((entry) => entry.id), all: false, unread: false });
const address = await agent.page();
await take(address, PICTURES);
await agent.post('/v1/relays', { address: relay.address, invitation: null, name: null });
await agent.post('/v1/test', { endpoint: '127.0.0.1' });
await take(address, ADDRESSES);
await agent.stop();
await relay.stop();
