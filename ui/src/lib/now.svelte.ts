// The time that what is on show is relative to.

import { dayStart } from './times';

let time = $state(Date.now());
const day = $derived(dayStart(time));

export const now = () => time;

/** When today began: what depends on the day alone is not rewritten all the time. */
export const today = () => day;

/** Keeps it up to date while the window can be seen. */
export function keepTime(): () => void {
  const tell = () => {
    if (!document.hidden) time = Date.now();
  };
  const timer = setInterval(tell, 15_000);
  document.addEventListener('visibilitychange', tell);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tell);
  };
}

/** After a change came: it must not lie in the future. */
export const catchUp = () => {
  time = Date.now();
};
