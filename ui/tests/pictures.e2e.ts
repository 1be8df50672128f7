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
  });
}
