// Short notes at the bottom of the window, some of which can be taken back.

export type Toast = {
  id: number;
  text: string;
  bad: boolean;
  undo?: () => void;
  /** What helps. */
  remedy?: { name: string; act: () => void } | undefined;
};

const SHOWN_MS = 6000;

let last = 0;

class Toasts {
  all = $state.raw<Toast[]>([]);
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #endings = new Map<number, () => void>();

  say(text: string) {
    this.#add({ text, bad: false });
  }

  complain(text: string, remedy?: Toast['remedy']) {
    this.#add({ text, bad: true, remedy });
  }

  /** `then` is done when the note goes away without having been taken back. */
  offerUndo(text: string, undo: () => void, then: () => void = () => {}): number {
    return this.#add({ text, bad: false, undo }, then);
  }

  /** Done with: what was put off is done. */
  dismiss(id: number) {
    this.#endings.get(id)?.();
    this.#drop(id);
  }

  undo(toast: Toast) {
    toast.undo?.();
    this.#drop(toast.id);
  }

  remedy(toast: Toast) {
    this.dismiss(toast.id);
    toast.remedy?.act();
  }

  /** The pointer rests on the notes, so they stay. */
  hold() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  release() {
    for (const { id } of this.all) this.#time(id);
  }

  undoLast(): boolean {
    const toast = this.all.findLast((toast) => toast.undo);
    if (toast) this.undo(toast);
    return toast !== undefined;
  }

  #add(toast: Omit<Toast, 'id'>, then?: () => void): number {
    const id = ++last;
    // More than three would cover what is being read.
    for (const old of this.all.slice(0, -2)) this.dismiss(old.id);
    this.all = [...this.all, { ...toast, id }];
    if (then) this.#endings.set(id, then);
    this.#time(id);
    return id;
  }

  #time(id: number) {
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN_MS),
    );
  }

  #drop(id: number) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#endings.delete(id);
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
