import { expect, test } from './fixture';

const LOOK = { stylePath: 'tests/pictures.css', animations: 'disabled' } as const;

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    // The page's policy would forbid the style sheet that makes pictures alike.
    test.use({ colorScheme: scheme, bypassCSP: true });

    test(`the window looks as it did, ${scheme}`, async ({ page, agent }) => {
      void agent;
      await expect(page.getByRole('option')).toHaveCount(5);
      await expect(page.getByText('By person')).toBeVisible();
      await page.getByRole('searchbox').focus();
      await expect(page).toHaveScreenshot(`insight-${scheme}.png`, LOOK);
      await page.getByRole('option', { name: /Acme/ }).click();
      await expect(page.getByRole('option', { name: /Acme/ })).not.toHaveAccessibleName(/^unread/);
      await expect(page.getByRole('heading', { name: 'This row’s story' })).toBeVisible();
      await page.mouse.move(0, 0);
      await expect(page).toHaveScreenshot(`detail-${scheme}.png`, LOOK);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'What is announced' }).click();
      await expect(page.getByRole('switch').first()).toBeVisible();
      await page.mouse.move(0, 0);
      await expect(page).toHaveScreenshot(`rules-${scheme}.png`, LOOK);
    });

    test(`the first run looks as it did, ${scheme}`, async ({ page, fresh }) => {
      void fresh;
      await expect(page.getByRole('button', { name: 'Use a token' })).toBeVisible();
      await expect(page).toHaveScreenshot(`first-run-${scheme}.png`, LOOK);
      await page.getByRole('button', { name: 'Use a token' }).click();
      await page.mouse.move(0, 0);
      await expect(page).toHaveScreenshot(`token-${scheme}.png`, LOOK);
    });

    test(`a relay looks as it did, ${scheme}`, async ({ page, fresh, relay }) => {
      void fresh;
      await page.getByRole('button', { name: 'Use a relay' }).click();
      await page.getByLabel('Address of the relay, or invitation link').fill(relay.address);
      await page.getByRole('button', { name: 'Set up' }).click();
      await expect(page.getByText(/Connected since/)).toBeVisible();
      await page.mouse.move(0, 0);
      // Addresses are others each time.
      const mask = [page.getByLabel('Address', { exact: true })];
      await expect(page).toHaveScreenshot(`relay-${scheme}.png`, { ...LOOK, mask });
      await page.reload();
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('navigation').getByRole('button', { name: 'Addresses' }).click();
      await expect(page.getByText(/Connected since/)).toBeVisible();
      await page.mouse.move(0, 0);
      await expect(page).toHaveScreenshot(`addresses-${scheme}.png`, { ...LOOK, mask });
    });
  });
}
