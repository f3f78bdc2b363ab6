import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { sourcesOf, textOf } from "./sources.ts";

/** A placeholder of `test.each`, or of a template. */
const PLACEHOLDER = /%[sdifjop#]|\$\{[^}]*\}|\$[a-zA-Z.]+/g;
/** The shortest that says what holds of what: "2026-11-20 is a day". */
const FEWEST_WORDS = 4;

interface Title {
  readonly own: string;
  /** With those of the groups that it is in. */
  readonly full: string;
}

/** The titles of the tests and laws in a source, in their order. */
function titlesIn(text: string): Title[] {
  const source = ts.createSourceFile("a.test.ts", text, ts.ScriptTarget.Latest, true);
  const titles: Title[] = [];
  const read = (node: ts.Node, groups: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? callOf(node) : undefined;
    if (call === undefined) {
      ts.forEachChild(node, (child) => read(child, groups));
    } else if (call.isGroup) {
      for (const child of call.rest) read(child, [...groups, call.title]);
    } else {
      titles.push({ own: call.title, full: [...groups, call.title].join(" ") });
    }
  };
  read(source, []);
  return titles;
}

/** A call of `describe`, `test` or `law`, with a table or without. */
function callOf({ expression, arguments: [title, ...rest] }: ts.CallExpression) {
  const hasTable = ts.isCallExpression(expression);
  const called = (hasTable ? expression.expression : expression).getText();
  const [, name] = /^(describe|test|law)(?:\.each)?$/.exec(called) ?? [];
  if (name === undefined || title === undefined || called.endsWith(".each") !== hasTable) return undefined;
  return { isGroup: name === "describe", title: textIn(title), rest };
}

/** What a title says, whatever it is put together from. */
function textIn(title: ts.Expression): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  return title.getText().replace(/^`|`$/g, "");
}

const words = (title: string) => title.split(/\s+/).filter((word) => /[\p{L}\p{N}%$]/u.test(word));

/** Is it a topic, or nothing but what a table fills in? */
const isNoFact = ({ own, full }: Title): boolean =>
  !/\p{L}/u.test(own.replace(PLACEHOLDER, "")) || words(full).length < FEWEST_WORDS;

describe("a title states a fact", () => {
  test("so that topics are noticed, and what has no words but a table's", () => {
    const source = `
      test("mends", () => {});
      test("edge cases of days", () => {});
      test.each(rows)("%s", () => {});
      describe("a query that failed", () => {
        test.each(rows)("%s: %j", () => {});
        test.each(rows)("is run again %s", () => {});
        test("is told", () => {});
      });
      describe("days", () => void test("others", () => {}));
      law("every day is read back", fc.property());
    `;
    expect(titlesIn(source)).toHaveLength(8);
    expect(
      titlesIn(source)
        .filter(isNoFact)
        .map(({ full }) => full),
    ).toEqual(["mends", "%s", "a query that failed %s: %j", "days others"]);
  });

  test("and every test and law of this project has one", () => {
    const files = sourcesOf("tests").filter((file) => file.endsWith(".test.ts"));
    const titles = files.flatMap((file) => titlesIn(textOf(file)).map((title) => ({ file, ...title })));
    expect(titles.length).toBeGreaterThan(2_000);
    expect(titles.filter(isNoFact).map(({ file, full }) => `${file}: ${full}`)).toEqual([]);
  });
});
