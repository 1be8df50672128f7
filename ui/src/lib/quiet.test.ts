import { describe, expect, it } from 'vitest';
import type { QuietHours } from '../bindings/api';
import { hoursOf, lacking, night, spansOf } from './quiet';
import { DAYS } from './rule/form';

describe('quiet hours', () => {
  it.each<QuietHours['hours']>([
    [],
    [{ from: '22:00', to: '07:00' }],
    [
      { days: ['sun', 'mon'], from: '22:00', to: '07:00' },
      { days: ['sat'], from: '00:00', to: '24:00' },
    ],
  ])('are edited without changing them: %j', (...hours) => {
    expect(hoursOf(spansOf({ hours, except: [], all_day: [] }))).toEqual(hours);
  });

  it('say what they lack', () => {
    expect(lacking(night())).toBeUndefined();
    expect(lacking({ ...night(), days: [] })).toBe('quiet-lacks-day');
    expect(lacking({ ...night(), from: '' })).toBe('rule-lacks-time');
    expect(lacking({ ...night(), to: '22:00' })).toBe('rule-empty-time');
    expect(lacking({ ...night(), from: '24:00' })).toBe('rule-empty-time');
    expect(hoursOf([{ ...night(), days: DAYS }])).toEqual([{ from: '22:00', to: '07:00' }]);
  });
});
