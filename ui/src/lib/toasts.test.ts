import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toasts } from './toasts.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const toast of toasts.all) toasts.undo(toast);
  vi.useRealTimers();
});

it('does what was put off when its time has passed', () => {
  const [undo, then] = [vi.fn(), vi.fn()];
  toasts.offerUndo('Deleted', undo, then);
  vi.advanceTimersByTime(5000);
  expect(then).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(then).toHaveBeenCalledOnce();
  expect(undo).not.toHaveBeenCalled();
});

it('does not do what was taken back', () => {
  const [undo, then] = [vi.fn(), vi.fn()];
  toasts.offerUndo('Deleted', undo, then);
  expect(toasts.undoLast()).toBe(true);
  vi.advanceTimersByTime(10_000);
  expect(then).not.toHaveBeenCalled();
  expect(undo).toHaveBeenCalledOnce();
});

it('waits while the pointer rests on it', () => {
  const then = vi.fn();
  toasts.offerUndo('Deleted', () => {}, then);
  toasts.hold();
  vi.advanceTimersByTime(60_000);
  expect(then).not.toHaveBeenCalled();
  toasts.release();
  vi.advanceTimersByTime(6000);
  expect(then).toHaveBeenCalledOnce();
});

it('keeps at most three, and does what the oldest put off', () => {
  const then = vi.fn();
  toasts.offerUndo('1', () => {}, then);
  for (const text of ['2', '3', '4']) toasts.say(text);
  expect(toasts.all.map((toast) => toast.text)).toEqual(['2', '3', '4']);
  expect(then).toHaveBeenCalledOnce();
});
