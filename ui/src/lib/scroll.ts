// Where a list is scrolled to that is longer than a web view can make an element: near its ends a pixel of the scroll bar
// is a pixel of the list, between them it stands for more. Small movements are a pixel each everywhere, so what the bar says
// may drift from where the list is, and is corrected before that could be felt.

/** An element's greatest height. Engines end at 17 to 33 million pixels; from there on fractions are lost much earlier. */
export const TALLEST = 4_000_000;
/** The part at each end that is not scaled. */
const END = 400_000;
/** What moves further at once is neither wheel nor key, but the bar being dragged. */
const JUMP = 2_500;

export class Scroll {
  /** Where the list is, in pixels of the list. */
  top = 0;
  /** Where the bar is. */
  bar = 0;

  constructor(
    private total: number,
    private view: number,
  ) {}

  get height() {
    return Math.min(this.total, TALLEST);
  }

  /** The list or its window has another size; where the bar belongs then, if it has to be moved. */
  resize(total: number, view: number): number | null {
    [this.total, this.view] = [total, view];
    this.top = Math.max(0, Math.min(this.top, total - view));
    return this.#settle();
  }

  /** The bar was moved; where it belongs instead, if it has to be moved. */
  moved(bar: number): number | null {
    const by = bar - this.bar;
    this.bar = bar;
    if (this.total <= TALLEST) this.top = bar;
    else if (Math.abs(by) > JUMP) this.top = bar + Math.round(this.#listAt(bar) - bar);
    else this.top = Math.max(0, Math.min(this.top + by, this.total - this.view));
    return this.#settle();
  }

  /** Goes to a place of the list; where the bar belongs. */
  goTo(top: number): number {
    this.top = Math.max(0, Math.min(top, this.total - this.view));
    return this.#put(this.#barAt(this.top));
  }

  #settle(): number | null {
    const wanted = this.#barAt(this.top);
    const atEnd = this.top < END || this.top > this.total - this.view - END;
    if (Math.abs(wanted - this.bar) <= (atEnd ? 0.5 : END / 2)) return null;
    return this.#put(wanted);
  }

  /** The bar goes there, whole pixels away from the list, so that texts stay sharp. */
  #put(bar: number): number {
    this.bar = this.top + Math.round(bar - this.top);
    return this.bar;
  }

  #barAt(top: number): number {
    const [bars, tops] = [this.height - this.view, this.total - this.view];
    if (this.total <= TALLEST || top <= END) return top;
    if (top >= tops - END) return bars - (tops - top);
    return END + ((top - END) * (bars - 2 * END)) / (tops - 2 * END);
  }

  #listAt(bar: number): number {
    const [bars, tops] = [this.height - this.view, this.total - this.view];
    if (this.total <= TALLEST || bar <= END) return bar;
    if (bar >= bars - END) return tops - (bars - bar);
    return END + ((bar - END) * (tops - 2 * END)) / (bars - 2 * END);
  }
}
