/** Numbers for people: with their unit, and no more digits than are of use. */

/** "3 bars", "1 bar", "1 cause of trouble". The noun is given in the plural. */
export function count(value: number, nouns: string): string {
  return `${number(value)} ${value === 1 ? nouns.replace(/s( |$)/, "$1") : nouns}`;
}

// Made once: a format costs more than all that it formats here.
const WHOLE = new Intl.NumberFormat("en-US");
const ROUNDED = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

export function number(value: number): string {
  return (Number.isInteger(value) ? WHOLE : ROUNDED).format(value);
}

/** A check's value in its unit: "2 bars", "0.42 %", "12 min", "grade 1". */
export function amount(value: number, unit: string): string {
  if (unit === "ratio") return `${number(Number((value * 100).toPrecision(3)))} %`;
  if (unit === "grade") return GRADES[value] ?? `grade ${number(value)}`;
  return unit === "minutes" ? `${number(value)} min` : count(value, unit);
}

/** What a check of columns says by its numbers 0, 1 and 2. */
export const GRADES = ["no difference", "readable differences", "differences that break queries"];

/** Decimal units, as Athena's price is stated: "48.2 MB". */
export function bytes(value: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const power = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return power === 0 ? count(value, "bytes") : `${number(value / 1000 ** power)} ${units[power]}`;
}

/** Two digits of what is less than a cent: "$1.20", "$0.00024". */
export function dollars(value: number): string {
  if (value === 0) return "$0";
  return value >= 0.01
    ? `$${value.toFixed(2)}`
    : `$${Number(value.toPrecision(2)).toFixed(8).replace(/0+$/, "")}`;
}

export function duration(seconds: number): string {
  if (seconds < 120) return `${number(Number(seconds.toPrecision(3)))} s`;
  return seconds < 7200 ? `${number(seconds / 60)} min` : `${number(seconds / 3600)} h`;
}
