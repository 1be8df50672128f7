import { beforeEach, expect, it } from 'vitest';
import { entry } from '../samples';
import { setLanguage } from './messages.svelte';
import { authenticity, why } from './why';

beforeEach(() => setLanguage('en'));

it('says why a change was announced or not', () => {
  expect(why(entry({ outcome: 'held', outcome_reason: 'paused' }))).toMatch(/Popups were paused/);
  expect(why(entry({ outcome: 'muted', outcome_reason: 'forged' }))).toMatch(/signature is wrong/);
  expect(why(entry({ outcome: 'muted', outcome_reason: 'Not my own' }))).toMatch(
    /Your rule “.*Not my own.*” keeps it quiet/,
  );
  expect(why(entry({ outcome: 'held', outcome_reason: 'quiet_hours' }))).toMatch(/It was quiet hours/);
  expect(why(entry({ outcome: 'held', outcome_reason: 'snoozed' }))).toMatch(/It is snoozed/);
  expect(why(entry({ outcome: 'held', outcome_reason: 'digest' }))).toMatch(/together with others/);
  expect(why(entry({ outcome: 'muted', outcome_reason: 'own change' }))).toMatch(/You made it yourself/);
  expect(why(entry({ outcome: 'muted', outcome_reason: 'announced a short while ago' }))).toMatch(/so soon/);
  expect(why(entry({ outcome: 'failed', outcome_reason: 'odd' }))).toMatch(/odd/);
});

it('tells a signed webhook from what was read over a connection', () => {
  expect(authenticity(entry({ authenticity: 'verified' })).text).toMatch(/Signed with your secret/);
  expect(authenticity(entry({ authenticity: 'verified', source: 'realtime' })).text).toMatch(/your own connection/);
  expect(authenticity(entry({ authenticity: 'reconstructed' })).text).toMatch(/on the way rewrote the message/);
  expect(authenticity(entry({ authenticity: 'forged' })).tone).toBe('bad');
});
