// What is not visible in the first picture waits for it.

let tell: () => void;

/** Resolves when the first picture is on the screen. */
export const painted = new Promise<void>((done) => {
  tell = done;
});

/** The page is made: the next frame is its first picture. A window that is not shown has no frames. */
export function made() {
  requestAnimationFrame(() => setTimeout(() => tell()));
}
