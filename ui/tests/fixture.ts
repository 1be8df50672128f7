import { test as base, expect } from '@playwright/test';
import { Agent } from './agent';
import { seed } from './bodies';
import { Relay } from './relay';

type Fixtures = {
  /** An agent with a few changes, and its page open. */
  agent: Agent;
  /** An agent to which nothing ever came. */
  fresh: Agent;
  /** A relay at which everybody may have a mailbox. */
  relay: Relay;
  /** A relay that takes invitations. */
  closed: Relay;
};

/** Whatever the page complains of fails the test. */
export const test = base.extend<Fixtures>({
  agent: async ({ page }, use) => {
    const agent = new Agent();
    await agent.start();
    await seed(agent);
    await opened(agent, page, use);
  },
  fresh: async ({ page }, use) => {
    const agent = new Agent();
    await agent.start();
    await opened(agent, page, use);
  },
  // biome-ignore lint/correctness/noEmptyPattern: this is how Playwright is told that nothing is needed.
  relay: async ({}, use) => {
    const relay = new Relay('open');
    await relay.start();
    await use(relay);
    await relay.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  closed: async ({}, use) => {
    const relay = new Relay('required');
    await relay.start();
    await use(relay);
    await relay.stop();
  },
});

async function opened(agent: Agent, page: import('@playwright/test').Page, use: (agent: Agent) => Promise<void>) {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A lost agent shows in the console as a failed request.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(await agent.page());
  await expect(page.locator('main > *').first()).toBeVisible();
  await use(agent);
  await page.close();
  await agent.stop();
  expect(complaints).toEqual([]);
}

export { expect };
