/**
 * Floating-point numbers as Java prints them, and so Trino and Athena: 1.0, 1.0E10, 1.0E-5, NaN, Infinity.
 * Java's Double.toString: decimal notation from 10^-3 up to 10^7, scientific notation beyond.
 */
export function numberText(value: number, single = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const digits = single ? shortestSingle(value) : value;
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return withFraction(digits.toString());
  const [mantissa = "", exponent = ""] = digits.toExponential().split("e");
  return `${withFraction(mantissa)}E${Number(exponent)}`;
}

const withFraction = (digits: string) => (digits.includes(".") ? digits : `${digits}.0`);

/** The shortest decimal that is this 32-bit number: 0.1f is 0.10000000149011612 as a double. */
function shortestSingle(value: number): number {
  for (let precision = 1; precision < 9; precision++) {
    const short = Number(value.toPrecision(precision));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** A string of JSON, which is left as it is, or a floating-point number as DuckDB writes it. */
const STRING_OR_FLOATING =
  /"(?:[^"\\]|\\.)*"|-?(?:nan|inf)\w*|-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/gi;

/** A text of JSON with its floating-point numbers as Trino writes them: in Java's notation, and as strings what JSON has no word for. */
export function jsonOfJava(json: string): string {
  return json.replace(STRING_OR_FLOATING, (part) => {
    if (part.startsWith('"')) return part;
    if (/nan/i.test(part)) return '"NaN"';
    if (/inf/i.test(part)) return part.startsWith("-") ? '"-Infinity"' : '"Infinity"';
    return numberText(Number(part));
  });
}
