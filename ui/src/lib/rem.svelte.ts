// How tall things are in pixels, which follows the text size.

class Rem {
  px = $state(13);
  row = $state(56);

  /** Whether there is room for a change beside the list; as in the style sheets. */
  fitsTwo() {
    return innerWidth >= 69.2 * this.px;
  }

  measure() {
    const root = getComputedStyle(document.documentElement);
    this.px = Number.parseFloat(root.fontSize) || 13;
    const row = Number.parseFloat(root.getPropertyValue('--row-height')) || 4.308;
    this.row = row * this.px;
  }
}

export const rem = new Rem();
