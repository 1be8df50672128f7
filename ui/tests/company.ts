// A pretend company's last days, for pictures: always the same changes, at the same distance from now.

import type { Agent } from './agent';
import { amount, type Cell, name, note, PEOPLE, SALES, stage, webhook } from './bodies';

const EDITORIAL = '5a1e50000000400080000000000000b2';
const TEAM = {
  ...PEOPLE,
  'Grace O’Neill': 'a2b4c6d8e0f24a6b8c0d2e4f6a8b0c1d@auth.local',
  'François Dumont': 'b3c5d7e9f1a34b7c9d1e3f5a7b9c1d2e@auth.local',
};
const WHO = Object.keys(TEAM);
const FIRMS = [
  'Northwind',
  'Brauerei Köln',
  'Ateliers de l’Océan',
  'Acme GmbH',
  'Blue Door Books',
  'Crème brûlée SARL',
  'Straßenbau Öhringen',
];
const ARTICLES = ['Spring issue', 'Interview with the mayor', 'Harvest in Alsace', 'Cover photo', 'Letters'];
const HOUR = 3_600_000;
const MINUTE = 60_000;

const STATE = {
  options: [
    { id: '1', name: 'Idea', color: '#B7CEF9', textColor: '#212529' },
    { id: '2', name: 'Draft', color: '#FDE59C', textColor: '#212529' },
    { id: '3', name: 'Ready', color: '#9CE0AC', textColor: '#212529' },
  ],
};
const state = (old: string, value: string): Cell => ({
  key: 'stat',
  name: 'State',
  type: 'single-select',
  data: STATE,
  old,
  value,
});
const owner = (value: string): Cell => ({ key: 'ownr', name: 'Owner', type: 'collaborator', old: [], value: [value] });
const signed = (value: boolean): Cell => ({
  key: 'sign',
  name: 'Contract signed',
  type: 'checkbox',
  old: !value,
  value,
});
const due = (old: string, value: string): Cell => ({
  key: 'duee',
  name: 'Delivery',
  type: 'date',
  data: { format: 'YYYY-MM-DD' },
  old,
  value,
});
const files = (value: string): Cell => ({
  key: 'file',
  name: 'Offer',
  type: 'file',
  old: [],
  value: [{ name: value, type: 'file', url: '/x' }],
});

type Body = Parameters<typeof webhook>[0];

/** Numbers that look like chance and are the same each time. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function past(): Body[] {
  const pick = chance(7);
  const made: Body[] = [];
  for (let hour = 130; hour >= 2; hour--) {
    for (let at = pick(4); at > 0; at--) {
      const agoMs = hour * HOUR + pick(55) * MINUTE;
      const by = WHO[pick(WHO.length)]!;
      const sales = pick(3) > 0;
      const row = sales ? FIRMS[pick(FIRMS.length)]! : ARTICLES[pick(ARTICLES.length)]!;
      const cells = sales
        ? [[stage('1', '2')], [amount(900, 1000 + pick(90) * 50)], [stage('2', pick(2) ? '3' : '4')]][pick(3)]!
        : [[state('1', '2')], [state('2', '3')]][pick(2)]!;
      made.push({ row, by, agoMs, cells, base: sales ? SALES : EDITORIAL, table: sales ? 'Deals' : 'Articles' });
    }
  }
  return made.sort((a, b) => b.agoMs! - a.agoMs!);
}

const TODAY: Body[] = [
  { op: 'insert_row', row: 'Row 1', by: 'Jonas', table: 'Tasks', rows: 25, agoMs: 96 * MINUTE },
  {
    op: 'insert_row',
    row: 'Harbour Lights Ltd',
    by: 'Anna',
    agoMs: 88 * MINUTE,
    cells: [name('Harbour Lights Ltd'), amount(null, 8200)],
  },
  {
    row: 'Interview with the mayor',
    by: 'François Dumont',
    base: EDITORIAL,
    table: 'Articles',
    agoMs: 75 * MINUTE,
    cells: [state('2', '3')],
  },
  { row: 'Harbour Lights Ltd', by: 'Anna', agoMs: 52 * MINUTE, cells: [owner(PEOPLE.Jonas!), due('', '2026-12-18')] },
  { op: 'delete_row', row: 'Old lead', by: 'Jonas', agoMs: 47 * MINUTE },
  { row: 'Acme GmbH', by: 'Grace O’Neill', agoMs: 38 * MINUTE, cells: [amount(8200, 8750)] },
  {
    row: 'Cover photo',
    by: 'François Dumont',
    base: EDITORIAL,
    table: 'Articles',
    agoMs: 33 * MINUTE,
    cells: [state('1', '2')],
  },
  { row: 'Northwind', by: 'Grace O’Neill', agoMs: 26 * MINUTE, cells: [stage('1', '2'), files('Offer 2026-118.pdf')] },
  { row: 'Brauerei Köln', by: 'Anna', agoMs: 21 * MINUTE, cells: [stage('2', '4')] },
  {
    op: 'insert_row',
    row: 'Letters',
    by: 'François Dumont',
    base: EDITORIAL,
    table: 'Articles',
    agoMs: 16 * MINUTE,
    cells: [name('Letters')],
  },
  { row: 'Straßenbau Öhringen', by: 'Jonas', agoMs: 11 * MINUTE, cells: [due('2026-12-04', '2027-01-15')] },
  { row: 'Harbour Lights Ltd', by: 'Anna', agoMs: 7 * MINUTE, cells: [stage('1', '2')] },
  {
    row: 'Harbour Lights Ltd',
    by: 'Grace O’Neill',
    agoMs: 4 * MINUTE,
    cells: [
      stage('2', '3'),
      amount(8200, 9400),
      signed(true),
      note(
        'They asked for an offer for twelve seats until Friday, and wanted to know more about support.',
        'They signed the offer for fifteen seats on Tuesday, and wanted to know more about support in German.',
      ),
    ],
  },
  {
    row: 'Spring issue',
    by: 'François Dumont',
    base: EDITORIAL,
    table: 'Articles',
    agoMs: 2 * MINUTE,
    cells: [state('2', '3')],
  },
  { row: 'Blue Door Books', by: 'Jonas', agoMs: 30_000, cells: [amount(1200, 1450)] },
];

export async function company(agent: Agent) {
  const changes = [...past(), ...TODAY];
  for (const change of changes) {
    await agent.webhook(webhook({ ...change, by: TEAM[change.by as keyof typeof TEAM] ?? change.by ?? '' }));
  }
  await agent.has(changes.length);
  for (const [uuid, base] of [
    [SALES, 'Sales'],
    [EDITORIAL, 'Editorial'],
  ] as const) {
    const address = `https://cloud.seatable.io/workspace/7/dtable/${base}/`;
    await agent.post('/v1/bases', { address, endpoint: null, uuid });
  }
  for (const [person, id] of Object.entries(TEAM)) await agent.post('/v1/me', { person: id, name: person, not: true });
}
