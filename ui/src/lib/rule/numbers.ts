// Numbers as people write them, and as SeaTable's filters have them: percentages as fractions, durations in seconds.

type Format = string;

const isPercent = (format: Format) => format === 'percent';
const isDuration = (format: Format) => format.startsWith('h:mm');

/** How a language separates thousands and decimals. */
function signs(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.5);
  const part = (type: string, instead: string) => parts.find((part) => part.type === type)?.value ?? instead;
  return { group: part('group', ','), decimal: part('decimal', '.') };
}

/** The number that a text means. What only one language would read as thousands is read so in that language. */
export function read(text: string, format: Format, locale: string): number | undefined {
  const bare = text.replaceAll(/[\s\u00a0\u202f’'%€$£¥]/g, '');
  if (bare === '') return undefined;
  if (isDuration(format)) return seconds(bare, format);
  const { group, decimal } = signs(locale);
  const ungrouped = bare.replaceAll(/[.,](?=\d{3}(?!\d))/g, (sign) => (sign === group ? '' : sign));
  const plain = decimal === '.' ? ungrouped : ungrouped.replace(decimal, '.');
  const number = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN;
  if (!Number.isFinite(number)) return undefined;
  return isPercent(format) ? rounded(number / 100) : number;
}

function seconds(text: string, format: Format): number | undefined {
  const parts = /^\d+(:[0-5]?\d){0,2}$/.test(text) ? text.split(':').map(Number) : undefined;
  if (!parts) return undefined;
  const [first = 0, minutes = 0, rest = 0] = parts;
  // A single number is in the smallest unit that the column shows, as in SeaTable.
  if (parts.length === 1) return format === 'h:mm' ? first * 60 : first;
  if (parts.length === 2 && format !== 'h:mm') return first * 60 + minutes;
  return first * 3600 + minutes * 60 + rest;
}

const rounded = (number: number) => Number(number.toPrecision(14));
const two = (number: number) => String(number).padStart(2, '0');

/** How a number is written. */
export function written(number: number, format: Format, locale: string): string {
  if (isDuration(format)) {
    const clock = `${Math.floor(number / 3600)}:${two(Math.floor(number / 60) % 60)}`;
    return format === 'h:mm' && number % 60 === 0 ? clock : `${clock}:${two(number % 60)}`;
  }
  const shown = isPercent(format) ? rounded(number * 100) : number;
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 }).format(shown);
  return isPercent(format) ? `${text} %` : text;
}

/** The time of day that a text means, as `HH:MM`: `8`, `8:30`, `08.30`, `24`. */
export function readClock(text: string): string | undefined {
  const parts = /^\s*(\d{1,2})(?:[:.h](\d{2})?)?\s*$/.exec(text);
  if (!parts) return undefined;
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? 0)];
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return undefined;
  return `${two(hours)}:${two(minutes)}`;
}
