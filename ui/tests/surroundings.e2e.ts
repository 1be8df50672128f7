// The window in other surroundings: forced colours, right to left, less motion, little room.

import type { Locator, Page } from '@playwright/test';
import { webhook } from './bodies';
import { expect, test } from './fixture';

/** What is drawn of it, as bytes that differ if it looks different. */
const look = (what: Locator) => what.screenshot({ animations: 'disabled' });

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

  test('focus, state and what is chosen can be seen', async ({ page, agent }) => {
    void agent;
    expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(true);
    // The focus.
    const filter = page.getByRole('button', { name: 'Filter', exact: true });
    await page.getByRole('searchbox').focus();
    const unfocused = await look(filter);
    await page.keyboard.press('Tab');
    await expect(filter).toBeFocused();
    await expect(filter).toHaveCSS('outline-style', 'solid');
    expect((await look(filter)).equals(unfocused)).toBe(false);
    // What is open, by its edge.
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Filter' })).toHaveCSS('border-top-style', 'solid');
    await page.keyboard.press('Escape');
    // What is selected in the list, and which change of a row is shown.
    const option = page.getByRole('option', { name: /Acme/ });
    await option.click();
    await expect(option).toHaveCSS('outline-style', 'solid');
    await expect(page.locator('button[aria-current="true"]')).toHaveCSS('outline-style', 'solid');
    await expect(page.getByRole('button', { name: 'All changes' })).toHaveCSS('outline-style', 'solid');
    // The text of a main button, on its ground.
    await expectReadable(page.getByRole('button', { name: 'Open row' }));
  });

  test('a switch shows whether it is on', async ({ page, agent }) => {
    void agent;
    await page.getByRole('button', { name: 'Settings' }).click();
    const rows = page.getByRole('switch', { name: 'Compact list' });
    const off = await look(rows);
    expect(await shades(page, off)).toBeGreaterThan(1);
    await rows.click();
    await expect(rows).toBeChecked();
    await page.getByRole('heading', { level: 1 }).click();
    expect((await look(rows)).equals(off)).toBe(false);
  });
});

/** Whether its text has a colour of its own on its ground. */
async function expectReadable(what: Locator) {
  const colours = await what.evaluate((element) => {
    const style = getComputedStyle(element);
    return { ground: style.backgroundColor, text: style.color, adjust: style.forcedColorAdjust };
  });
  expect(colours.text).not.toBe(colours.ground);
  // Adjusted, the text would get the ground of the page behind it, whose colour it may have.
  expect(colours.adjust).toBe('none');
}

/** How many colours the middle of a picture has from end to end: a knob is another colour than what it slides in. */
async function shades(page: Page, picture: Buffer): Promise<number> {
  return page.evaluate(
    async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const inside = context.getImageData(4, image.height >> 1, image.width - 8, 1).data;
      const colours = new Set<string>();
      for (let at = 0; at < inside.length; at += 4) colours.add(inside.slice(at, at + 3).join());
      return colours.size;
    },
    [...picture],
  );
}

test.describe('right to left', () => {
  test('everything is mirrored, and names are cut at their own end', async ({ page, agent }) => {
    await agent.webhook(webhook({ row: 'Beginning of a name that does not fit into the list, however one reads it' }));
    await expect(page.getByRole('option', { name: /Beginning/ })).toBeVisible();
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    const sidebar = page.getByRole('navigation', { name: 'Sidebar' });
    await expect.poll(async () => (await sidebar.boundingBox())!.x).toBeGreaterThan(900);
    const option = page.getByRole('option', { name: /Acme/ });
    await option.click();
    const [list, detail] = [await option.boundingBox(), await page.getByRole('article').boundingBox()];
    expect(detail!.x + detail!.width).toBeLessThanOrEqual(list!.x + 1);
    // The dot stands before the name, the time after it.
    const places = await option.evaluate((row) => {
      const middle = (what: string) => {
        const box = row.querySelector(what)!.getBoundingClientRect();
        return box.x + box.width / 2;
      };
      return [middle('time'), middle('.name'), middle('.dot')];
    });
    expect(places).toEqual([...places].sort((a, b) => a - b));
    // A table's name stands at the side where it begins to be read, and its count at the other.
    const table = sidebar.getByRole('button', { name: /^Tasks/ });
    const name = await table.locator('.name').evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return { text: range.getBoundingClientRect().right, box: element.getBoundingClientRect().right };
    });
    expect(Math.abs(name.text - name.box)).toBeLessThan(2);
    // Of a text that does not fit the beginning can be seen.
    const first = await page
      .getByRole('option', { name: /Beginning/ })
      .locator('.name')
      .evaluate((element) => {
        const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()!;
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 1);
        return { letter: range.getBoundingClientRect().left, box: element.getBoundingClientRect().left };
      });
    expect(first.letter).toBeGreaterThan(first.box - 1);
    // The way in and its address stand apart.
    await expect(page.getByText(/Webhook to the local address default$/)).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

for (const width of [900, 620, 400]) {
  test(`with ${width} pixels nothing is out of the window`, async ({ page, agent }) => {
    void agent;
    await expect(page.getByText('By person')).toBeVisible();
    await page.setViewportSize({ width, height: 700 });
    const outside = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('button, input, select, h1, [role="dialog"], p')]
          .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
          .map((element) => ({ box: element.getBoundingClientRect(), text: element.textContent }))
          .filter(({ box }) => box.width > 1 && (box.left < -0.5 || box.right > innerWidth + 0.5))
          .map(({ text }) => text),
      );
    const fits = () => expect.poll(outside).toEqual([]);
    await expect(page.getByRole('option').first()).toBeVisible();
    await fits();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await fits();
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: /Acme/ }).click();
    await expect(page.getByRole('table', { name: 'Cells' })).toBeVisible();
    await fits();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    const sections = page.getByRole('navigation').getByRole('listitem').getByRole('button');
    for (const section of await sections.all()) {
      await section.click();
      const over = await page.evaluate(() => {
        const main = document.querySelector('main')!;
        return main.scrollWidth - main.clientWidth;
      });
      expect(over, (await section.textContent())!).toBeLessThanOrEqual(0);
    }
    // Also where another width comes while a section is shown.
    for (const section of [sections.last(), sections.first()]) {
      await page.setViewportSize({ width: 1200, height: 700 });
      await section.click();
      await page.setViewportSize({ width, height: 700 });
      await expect(section).toBeInViewport({ ratio: 1 });
    }
  });
}

test.describe('with less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves', async ({ page, agent }) => {
    void agent;
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: /Keyboard/ }).click();
    const lasting = await page.evaluate(() =>
      document
        .getAnimations()
        .map((animation) => Number(animation.effect?.getComputedTiming().duration))
        .filter((duration) => duration > 0),
    );
    expect(lasting).toEqual([]);
  });
});
