import { describe, expect, it } from 'vitest';
import { Scroll, TALLEST } from './scroll';

const VIEW = 700;

describe('a list taller than an element can be', () => {
  const total = 56_000_000;

  /** Moves the bar as a web view does: it stops at its ends, and is where it is put. */
  function wheel(scroll: Scroll, by: number) {
    const bar = Math.max(0, Math.min(scroll.bar + by, scroll.height - VIEW));
    scroll.moved(bar);
  }

  it('is no taller than an element, and the bar reaches both ends', () => {
    const scroll = new Scroll(total, VIEW);
    expect(scroll.height).toBe(TALLEST);
    scroll.moved(TALLEST - VIEW);
    expect(scroll.top).toBe(total - VIEW);
    scroll.moved(0);
    expect(scroll.top).toBe(0);
    scroll.moved((TALLEST - VIEW) / 2);
    expect(scroll.top).toBeCloseTo((total - VIEW) / 2, 0);
  });

  it('moves pixel by pixel with the wheel, wherever it is', () => {
    const scroll = new Scroll(total, VIEW);
    for (const start of [0, 300_000, 5_000_000, 28_000_000, total - 500_000]) {
      scroll.goTo(start);
      for (let turn = 1; turn <= 500; turn++) {
        wheel(scroll, 100);
        expect(scroll.top).toBeCloseTo(start + turn * 100, 3);
      }
    }
  });

  it('comes to both ends by the wheel alone', () => {
    const scroll = new Scroll(total, VIEW);
    scroll.goTo(600_000);
    for (let turn = 0; turn < 700; turn++) wheel(scroll, -1000);
    expect([scroll.top, scroll.bar]).toEqual([0, 0]);
    scroll.goTo(total - 2_000_000);
    for (let turn = 0; turn < 2100; turn++) wheel(scroll, 1000);
    expect([scroll.top, scroll.bar]).toEqual([total - VIEW, TALLEST - VIEW]);
  });

  it('stays where it is when the list grows, and can be scrolled on', () => {
    const scroll = new Scroll(TALLEST - 5000, VIEW);
    scroll.moved(TALLEST - 5000 - VIEW);
    for (let page = 1; page < 400; page++) {
      const { top } = scroll;
      scroll.resize(TALLEST - 5000 + page * 5600, VIEW);
      expect(scroll.top).toBe(top);
      for (let turn = 0; turn < 56; turn++) wheel(scroll, 100);
      expect(scroll.top).toBeCloseTo(top + 5600, 3);
    }
  });
});

it('is an ordinary scroll bar for an ordinary list', () => {
  const scroll = new Scroll(60_000, VIEW);
  for (const bar of [0, 90, 40_000, 59_300, 12]) {
    expect(scroll.moved(bar)).toBeNull();
    expect(scroll.top).toBe(bar);
  }
  scroll.resize(5000, VIEW);
  expect(scroll.top).toBe(12);
});
