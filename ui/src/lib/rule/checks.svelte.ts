// What is to be said of the rules in force: whether they can be asked and can do anything, and their examples.

import type { Idle, RuleCheck } from '../../bindings/api';
import { backend, Refusal } from '../backend';
import { t } from '../messages.svelte';
import { faultSaid } from './missed';

class Checks {
  #all = $state.raw<RuleCheck[]>([]);

  /** What can't be asked for keeps what was said last. */
  async read() {
    try {
      this.#all = await backend.request<RuleCheck[]>('GET', '/v1/checks');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  of(rule: string): RuleCheck | undefined {
    return this.#all.find((check) => check.rule === rule);
  }
}

export const checks = new Checks();

/** Why a rule can do nothing. */
export function idleSaid(idle: Idle): string {
  switch (idle.why) {
    case 'shadowed':
      return t('idle-shadowed', { rule: idle.by });
    case 'kinds':
      return t('idle-kinds');
    case 'deleted':
      return t('idle-deleted');
    case 'who':
      return t('idle-who');
    case 'opposites':
      return t('idle-opposites', { column: idle.column });
    case 'computed':
      return t('idle-computed', { column: idle.column });
  }
}

/** What is wrong with a rule in force, each in a line. */
export function troubles(rule: string): string[] {
  const check = checks.of(rule);
  if (!check) return [];
  const { faults, idle, examples } = check;
  const breached = examples.filter((example) => example.breached).length;
  return [
    ...faults.map(faultSaid),
    ...(idle ? [`${t('bench-idle')} ${idleSaid(idle)}`] : []),
    ...(breached > 0 ? [t('examples-breached', { count: breached })] : []),
  ];
}
