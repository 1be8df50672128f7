// A rule as the editor shows it, and back. What the editor can't show stays with the settings file.

import type {
  By,
  ColumnCondition,
  Conditions,
  Digest,
  EntryKind,
  Item,
  Level,
  Rule,
  RuleAction,
  Weekday,
  When,
} from '../../bindings/api';

/** A condition. The number tells it from the others while it is edited. */
export type ConditionForm = { id: number; value: ColumnCondition };
export type GroupForm = { id: number; any: boolean; items: ConditionForm[] };
export type ItemForm = ConditionForm | GroupForm;

export type Who = 'anyone' | 'not_me' | 'programs' | 'people';

export type RuleForm = {
  name: string;
  base: string | null;
  table: string | null;
  /** These rows only. The editor does not choose them. */
  row: string[];
  kind: EntryKind[];
  /** At least one of these columns was changed. */
  columns: string[];
  /** Whether one of the conditions is enough. */
  any: boolean;
  items: ItemForm[];
  /** None: as is usual for the action. */
  when: When | undefined;
  /** Whether what is not known counts as yes. */
  unknown: boolean;
  who: Who;
  programs: By[];
  people: string[];
  timed: boolean;
  days: Weekday[];
  from: string;
  to: string;
  /** The moment at which it ends, in RFC 3339; none: never. */
  until: string | undefined;
  action: RuleAction;
  /** None: normal. */
  level: Level | undefined;
  sound: boolean | undefined;
  inQuietHours: boolean;
  /** None: each time. */
  onceInMinutes: number | undefined;
  /** None: each by itself. */
  digest: Digest | undefined;
  highlight: boolean;
  stop: boolean;
};

/** What each action is called. */
export const ACTIONS: Record<RuleAction, string> = {
  announce: 'then-announce',
  mute: 'then-mute',
  snooze: 'then-snooze',
  highlight: 'then-highlight',
};

export const isGroup = (item: ItemForm): item is GroupForm => 'items' in item;

export const WORKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
export const DAYS: Weekday[] = [...WORKDAYS, 'sat', 'sun'];

let last = 0;
const next = () => {
  last += 1;
  return last;
};

export const condition = (value: ColumnCondition = { filter_predicate: '' }): ConditionForm => ({ id: next(), value });
export const group = (items = [condition()]): GroupForm => ({ id: next(), any: true, items });

export const blank = (): RuleForm => ({
  name: '',
  base: null,
  table: null,
  row: [],
  kind: [],
  columns: [],
  any: false,
  items: [],
  when: undefined,
  unknown: false,
  who: 'anyone',
  programs: [],
  people: [],
  timed: false,
  days: WORKDAYS,
  from: '08:00',
  to: '18:00',
  until: undefined,
  action: 'announce',
  level: undefined,
  sound: undefined,
  inQuietHours: false,
  onceInMinutes: undefined,
  digest: undefined,
  highlight: false,
  stop: false,
});

/** Why the editor can't show a rule: it has a group in a group, or asks twice who it was. */
export type Unshown = 'deep' | 'who';

const isConditions = (item: Item): item is Conditions => 'filters' in item;

export function unshown(rule: Rule): Unshown | undefined {
  const inner = (rule.where?.filters ?? []).filter(isConditions);
  if (inner.some((group) => group.filters.some(isConditions))) return 'deep';
  const by = rule.by ?? [];
  if (by.length > 0 && (rule.person.length > 0 || (by.includes('not_me') && by.length > 1))) return 'who';
  return undefined;
}

function whoOf({ by = [], person }: Rule): Who {
  if (by.includes('not_me')) return 'not_me';
  if (by.length > 0) return 'programs';
  return person.length > 0 ? 'people' : 'anyone';
}

export function formOf(rule: Rule): RuleForm {
  const empty = blank();
  const who = whoOf(rule);
  const item = (one: Item): ItemForm =>
    isConditions(one)
      ? { ...group(one.filters.map((inner) => condition(inner as ColumnCondition))), any: isAny(one) }
      : condition(one);
  return {
    ...empty,
    name: rule.name,
    base: rule.base,
    table: rule.table,
    row: rule.row ?? [],
    kind: rule.kind,
    columns: rule.columns ?? [],
    any: rule.where ? isAny(rule.where) : false,
    items: (rule.where?.filters ?? []).map(item),
    when: rule.when,
    unknown: rule.unknown === 'yes',
    who,
    programs: who === 'programs' ? (rule.by ?? []) : [],
    people: rule.person,
    timed: rule.during !== undefined,
    ...(rule.during ? { days: rule.during.days ?? [], from: rule.during.from, to: rule.during.to } : {}),
    until: rule.until,
    action: rule.action,
    level: rule.level,
    sound: rule.sound,
    inQuietHours: rule.in_quiet_hours ?? false,
    onceInMinutes: rule.once_in_minutes,
    digest: rule.digest,
    highlight: rule.highlight ?? false,
    stop: rule.stop ?? false,
  };
}

const isAny = ({ filter_conjunction }: Conditions) => filter_conjunction === 'Or';
const conjunction = (any: boolean) => (any ? 'Or' : 'And');

export function ruleOf(form: RuleForm): Rule {
  const by: By[] = form.who === 'not_me' ? ['not_me'] : form.who === 'programs' ? form.programs : [];
  const item = (one: ItemForm): Item =>
    isGroup(one)
      ? { filter_conjunction: conjunction(one.any), filters: one.items.map(({ value }) => value) }
      : one.value;
  const rule: Rule = {
    name: form.name,
    base: form.base,
    table: form.table,
    kind: form.kind,
    person: form.who === 'people' ? form.people : [],
    action: form.action,
  };
  if (form.row.length > 0) rule.row = form.row;
  if (by.length > 0) rule.by = by;
  if (form.timed) {
    rule.during = { from: form.from, to: form.to };
    if (form.days.length > 0) rule.during.days = form.days;
  }
  if (form.until !== undefined) rule.until = form.until;
  if (form.columns.length > 0) rule.columns = form.columns;
  if (form.items.length > 0 || form.any)
    rule.where = { filter_conjunction: conjunction(form.any), filters: form.items.map(item) };
  if (form.when) rule.when = form.when;
  if (form.unknown && mayNotKnow(form.action)) rule.unknown = 'yes';
  if (form.action === 'announce') {
    if (form.level) rule.level = form.level;
    if (form.sound !== undefined) rule.sound = form.sound;
    if (form.inQuietHours) rule.in_quiet_hours = true;
    if (form.onceInMinutes !== undefined) rule.once_in_minutes = form.onceInMinutes;
    if (form.digest) rule.digest = form.digest;
  }
  if (form.highlight) rule.highlight = true;
  if (form.stop) rule.stop = true;
  return rule;
}

/** Whether what is not known may count as yes: nothing is kept quiet by a guess. */
export const mayNotKnow = (action: RuleAction) => action === 'announce' || action === 'highlight';

export type Unit = 'minutes' | 'hours';

/** A time in the largest unit in which it is a whole number. */
export const spanOf = (minutes: number): { count: number; unit: Unit } =>
  minutes > 0 && minutes % 60 === 0 ? { count: minutes / 60, unit: 'hours' } : { count: minutes, unit: 'minutes' };

/** At which changes it fits: what is announced is announced once, and what is muted stays muted, unless it says so. */
export const whenOf = ({ when, action }: Pick<RuleForm, 'when' | 'action'>): When =>
  when ?? (action === 'announce' ? 'became' : 'every_change');

/** The condition at a place as the agent names it: `2` the second, `2.1` the first of the second, which is a group. */
export function itemAt(form: RuleForm, at: string): ItemForm | undefined {
  const [first, second] = at.split('.').map((part) => Number(part) - 1);
  const item = form.items[first!];
  return second === undefined || !item || !isGroup(item) ? item : item.items[second];
}
