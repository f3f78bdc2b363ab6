/** What people write who know SQL of another engine or a programming language, and how Athena's SQL says it. */

const FUNCTIONS: Readonly<Record<string, string>> = {
  nvl: "coalesce(x, 0)",
  ifnull: "coalesce(x, 0)",
  isnull: "x IS NULL",
  iif: "if(condition, x, y)",
  len: "length(x)",
  instr: "strpos(text, part)",
  charindex: "strpos(text, part)",
  left: "substr(x, 1, 3)",
  right: "substr(x, -3)",
  to_date: "date(x)",
  datediff: "date_diff('day', from, to)",
  dateadd: "date_add('day', 1, x)",
  str_to_date: "date_parse(x, '%Y-%m-%d')",
  isnan: "is_nan(x)",
  array_contains: "contains(list, x)",
  size: "cardinality(list)",
};

const REGEXP = "regexp_like(x, 'pattern') tells whether a text has it";
const QUOTES = "a text takes straight single quotes: 'a'";

/** By the token that a parser does not expect. */
const TOKENS: Readonly<Record<string, string>> = {
  "=": "a comparison has one =",
  "=>": ">= is at least, <= at most",
  "&": "AND is written out",
  "|": "OR is written out",
  "!": "NOT is written out",
  ":": "CAST(x AS type) converts",
  "~": REGEXP,
  rlike: REGEXP,
  regexp: REGEXP,
  ilike: "lower(x) LIKE 'a%' disregards capitals",
  "“": QUOTES,
  "‘": QUOTES,
  "’": QUOTES,
};

const find = (words: Readonly<Record<string, string>>, word: string) =>
  Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()] : undefined;

/** `; here it is coalesce(x, 0)`, or undefined if nothing like it is known. */
export function insteadOfFunction(name: string): string | undefined {
  const instead = find(FUNCTIONS, name);
  return instead && `; here it is ${instead}`;
}

/** `; a comparison has one =`, or nothing. */
export function insteadOfToken(token: string): string {
  const instead = find(TOKENS, token);
  return instead === undefined ? "" : `; ${instead}`;
}
