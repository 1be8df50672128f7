import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SettingsView } from '../src/bindings/api';
import { findings } from './axe';
import { expect, test } from './fixture';

const ANNA = '4bc9d8e7f6a54b3c9d2e1f0a9b8c7d6e@auth.local';

/** What a SeaTable says to an account token. */
const server = createServer((request, response) => {
  const answers: Record<string, unknown> = {
    '/api/v2.1/workspaces/?detail=true': { workspace_list: [] },
    '/api2/account/info/': { email: ANNA, name: 'Anna Schmidt' },
  };
  const answer = answers[request.url ?? ''];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
});

test.beforeAll(() => void server.listen(0, '127.0.0.1'));
test.afterAll(() => void server.close());

for (const [button, me] of [
  ['This is me', [ANNA]],
  ['Not me', []],
] as const) {
  test(`who the person is is asked once: ${button}`, async ({ page, agent }) => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await agent.post('/v1/accounts', { server: address, token: '0123456789abcdef0123456789abcdef01234567' });
    const asked = page.getByRole('region', { name: 'Who you are' });
    await expect(asked).toContainText(/Are you .Anna Schmidt/);
    expect(await findings(page)).toEqual([]);
    await asked.getByRole('button', { name: button }).focus();
    await page.keyboard.press('Enter');
    await expect(asked).toHaveCount(0);
    expect((await agent.get<SettingsView>('/v1/settings')).me).toEqual(me);
    await page.reload();
    await expect(page.locator('h1').first()).toBeAttached();
    await expect(asked).toHaveCount(0);
  });
}
