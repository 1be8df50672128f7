// The rule that is being made or changed. It is kept while the person looks at something else.

import type { ColumnCondition, Done, Example, Rule } from '../../bindings/api';
import { agent } from '../agent.svelte';
import { backend, Refusal } from '../backend';
import { plain, t } from '../messages.svelte';
import { type Remedy, remedy, words } from '../refusals';
import { type Fault, faults } from './check';
import { checks } from './checks.svelte';
import { columns, known } from './columns.svelte';
import { ACTIONS, blank, formOf, itemAt, type RuleForm, ruleOf } from './form';
import { conditionSaid, placeOf } from './sentence';

/** Longer names are hard to read beside a change. */
const LONGEST_NAME = 60;

const NOTHING = blank();

class Draft {
  form = $state<RuleForm | null>(null);
  /** The name of the rule that is changed; none: it is a new one. */
  original = $state<string | null>(null);
  /** Whether it began as a new one. */
  isNew = $state(true);
  busy = $state(false);
  /** The changes for which it must ring, or must not. */
  examples = $state.raw<Example[]>([]);
  /** Those that the agent keeps with it. */
  #kept: Example[] = [];
  /** Why the agent refused it, and what it was then: another rule may be taken. */
  #refused = $state.raw<{ fault: Fault; remedy: Remedy | undefined; rule: string } | null>(null);
  /** Whether what is lacking is shown: once somebody wanted to save. */
  #tried = $state(false);

  /** The form, for what shows it: there is always one there. */
  get open(): RuleForm {
    return this.form ?? NOTHING;
  }

  rule = $derived(this.form ? ruleOf(this.form) : null);
  faults = $derived(this.form ? faults(this.form, (value) => this.column(value)) : []);
  /** What the agent said, until the rule is another one. */
  refused = $derived(this.#refused && this.#refused.rule === JSON.stringify(this.rule) ? this.#refused : null);

  create(form = blank()) {
    this.#open(form, null);
  }

  /** Its examples are asked for first: those that are not known would be lost when it is saved. */
  async edit(rule: Rule) {
    await checks.read();
    this.#open(formOf(rule), rule.name);
  }

  close() {
    this.form = null;
  }

  /** Whether it must ring for a change, or must not; none: it may do as it likes. */
  mustRing(id: number): boolean | undefined {
    return this.examples.find((example) => example.id === id)?.rings;
  }

  /** Keeps a change as an example, or no longer. */
  keep(id: number, rings: boolean | undefined) {
    const others = this.examples.filter((example) => example.id !== id);
    this.examples = rings === undefined ? others : [...others, { id, rings }];
  }

  column(value: ColumnCondition) {
    return this.form ? columns.find(this.form.base, this.form.table, value) : undefined;
  }

  /** What is to be put right at a place. */
  faultAt(at: Fault['at']): string | undefined {
    if (this.refused?.fault.at === at) return this.refused.fault.text;
    return this.#tried ? this.faults.find((fault) => fault.at === at)?.text : undefined;
  }

  isLacking = $derived(this.#tried && this.faults.length > 0);

  /** A name for a rule to which nobody gave one: its place, and what it asks. */
  suggested = $derived.by(() => {
    const { rule } = this;
    if (!rule) return '';
    const first = rule.where?.filters.find((item) => 'filter_predicate' in item);
    const what = first && 'filter_predicate' in first ? conditionSaid(first, rule, known) : undefined;
    const kind = plain(ACTIONS[rule.action]);
    const where = rule.base === null && rule.table === null ? t('rule-any-base') : placeOf(rule, known);
    const parts = `${where}: ${what ?? kind}`;
    const whole = bare(parts);
    const cut =
      [...whole].length > LONGEST_NAME
        ? `${[...whole]
            .slice(0, LONGEST_NAME - 1)
            .join('')
            .trimEnd()}…`
        : whole;
    const taken = new Set(agent.rules.map(({ name }) => name).filter((name) => name !== this.original));
    let name = cut;
    for (let number = 2; taken.has(name); number++) name = `${cut} ${number}`;
    return name;
  });

  /** Whether it was saved. If not, all stays as it is, and says why. */
  async save(): Promise<boolean> {
    this.#tried = true;
    const { form, rule } = this;
    if (!form || !rule || this.faults.length > 0 || this.busy) return false;
    const named = { ...rule, name: rule.name.trim() || this.suggested };
    this.busy = true;
    try {
      const path = this.original === null ? '/v1/rules' : `/v1/rules/${encodeURIComponent(this.original)}`;
      await backend.request<Done>(this.original === null ? 'POST' : 'PUT', path, named);
      this.original = named.name;
      if (this.examples !== this.#kept) {
        await backend.request<Done>('PUT', `/v1/rules/${encodeURIComponent(named.name)}/examples`, this.examples);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refused = { fault: faultOf(error, form), remedy: remedy(error.code), rule: JSON.stringify(rule) };
      await agent.readRules();
      // One that is gone meanwhile can be saved as a new one.
      if (!agent.rules.some(({ name }) => name === this.original)) this.original = null;
      return false;
    } finally {
      this.busy = false;
    }
    await agent.readRules();
    this.close();
    return true;
  }

  #open(form: RuleForm, original: string | null) {
    columns.forget();
    this.form = form;
    this.original = original;
    const kept = original === null ? [] : (checks.of(original)?.examples ?? []);
    this.#kept = kept.map(({ change, rings }) => ({ id: change.id, rings }));
    this.examples = this.#kept;
    this.isNew = original === null;
    this.#refused = null;
    this.#tried = false;
  }
}

/** Without the marks that keep texts of other directions apart: a name is stored. */
const bare = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '');

/** The parts of the form to which mistakes belong that are in no condition. */
const PARTS: Record<string, Fault['at']> = {
  empty_schedule: 'during',
  snoozes_forever: 'until',
  not_announced: 'then',
  once_in_no_time: 'then',
};

/** Where in the form a refusal belongs. */
function faultOf({ code, message, values }: Refusal, form: RuleForm): Fault {
  const text = words({ code, message, values });
  if (code === 'rule_exists') return { at: 'name', text: t('rule-name-taken', { name: values.name ?? '' }) };
  if (code === 'bad_rule_name') return { at: 'name', text };
  if (code === 'me_not_known') return { at: 'who', text };
  if (code !== 'bad_rule') return { at: 'rule', text };
  const part = PARTS[values.mistake ?? ''];
  if (part) return { at: part, text };
  return { at: (values.at && itemAt(form, values.at)?.id) || 'rule', text };
}

export const draft = new Draft();
