/**
 * What is surely wrong with a regular expression, of which Athena's engine would say so only when it runs. Whatever else
 * there may be in one is left to the engine. https://trino.io/docs/current/functions/regexp.html
 */

/** In the order in which they are tried. What none of them finds is one plain character. */
const TOKENS =
  /(?<quote>\\Q.*?(?:\\E|$))|(?<escape>\\.)|(?<end>\\$)|(?<comment>\(\?#[^)]*\))|(?<python>\(\?P<)|(?<open>\((?:\?(?:[:=!>]|<[=!]|<\w+>|[a-z]*-?[a-z]*[:)])?)?)|(?<close>\))|(?<set>\[)|(?<or>\|)|(?<repeat>[*+?]|\{\d+(?:,\d*)?\})|(?<plain>.)/gsy;

/** In a few words, to go on with behind the pattern; undefined: nothing is known to be wrong. */
export function problemOfPattern(pattern: string): string | undefined {
  if (/\(\?\w*x/.test(pattern)) return undefined; // comments and spaces, which may hold anything
  const scan = new RegExp(TOKENS);
  let open = 0;
  let isNothingBefore = true;
  for (let match = scan.exec(pattern); match !== null; match = scan.exec(pattern)) {
    const [text] = match;
    const kind = kindOf(match);
    if (kind === "end") return "ends with a backslash that escapes nothing";
    if (kind === "python") return "has a named group as Python writes it; here it is (?<name>…)";
    if (kind === "repeat" && isNothingBefore) return `repeats nothing by ${text}`;
    if (kind === "repeat" && isReversed(/^\{(\d+),(\d+)\}$/.exec(text)))
      return `repeats by ${text}, whose bounds are reversed`;
    if (kind === "close" && open === 0) return "has a ) that closes nothing";
    if (kind === "set") {
      const set = setAt(pattern, match.index);
      if (typeof set === "string") return set;
      scan.lastIndex = set;
    }
    const isFlag = kind === "open" && text.endsWith(")");
    if (kind === "open" && !isFlag) open += 1;
    if (kind === "close") open -= 1;
    isNothingBefore = kind === "or" || text === "(" || text === "(?:";
  }
  return open > 0 ? "has a ( that is never closed" : undefined;
}

const kindOf = ({ groups = {} }: RegExpExecArray) =>
  Object.keys(groups).find((name) => groups[name] !== undefined);

const isReversed = (bounds: RegExpExecArray | null) =>
  bounds !== null && Number(bounds[1]) > Number(bounds[2]);

const IN_SET = /\\Q.*?(?:\\E|$)|\\.|\[:\^?\w+:\]|\[\^?|[A-Za-z0-9]-[A-Za-z0-9]|./gsy;

/** Where the set that begins here ends, or what is wrong with it. */
function setAt(pattern: string, start: number): number | string {
  const scan = new RegExp(IN_SET);
  scan.lastIndex = start;
  let depth = 0;
  for (let match = scan.exec(pattern); match !== null; match = scan.exec(pattern)) {
    const [text] = match;
    const [first = "", dash, last = ""] = text;
    if (text === "[" || text === "[^") {
      depth += 1;
      // The first of a set stands for itself, if another one closes it.
      if (pattern[scan.lastIndex] === "]") scan.lastIndex += 1;
    } else if (text === "]") depth -= 1;
    else if (dash === "-" && text.length === 3 && first > last) return `has the reversed range ${text}`;
    if (depth === 0) return scan.lastIndex;
  }
  return "has a [ that is never closed";
}
