import { expect, test } from "@jest/globals";
import { reportSvg } from "../../tools/captures/report-svg.ts";
import { linesOf, terminalSvg, textOf } from "../../tools/captures/terminal-svg.ts";

const GREEN = '\u001b[32m✓\u001b[39m <3 & "four"';

test("the picture of a terminal has the text of each line that is not empty, and no emphasis in it", () => {
  const svg = terminalSvg("a title", ["$ a", "", GREEN]);
  expect(linesOf(svg)).toEqual(["$ a", '✓ <3 & "four"']);
  expect(textOf(GREEN)).toBe('✓ <3 & "four"');
});

test("emphasis becomes a class, and what is markup in a picture stays text", () => {
  expect(terminalSvg("<title>", [GREEN])).toMatch(
    /aria-label="&lt;title&gt;"[\s\S]*><tspan class="green">✓<\/tspan> &lt;3 &amp; &quot;four&quot;<\/text>/,
  );
});

test("a picture is as wide as its longest line and as high as its lines, with a margin", () => {
  expect(terminalSvg("", ["x".repeat(10), "", "x"])).toContain('viewBox="0 0 116 86"');
});

const page = (cards: number) =>
  `<html><head><style>\nbody { color: red }\n</style></head><body>\n<main><p>one<br>two</p><section>${"<article>card</article>".repeat(cards)}</section></main></body></html>`;

test("the picture of a report has the page's style and what stands above its third card", () => {
  const svg = reportSvg("title", page(5));
  expect(svg).toContain(".page { color: red }");
  expect(svg.match(/<article>/g)).toHaveLength(2);
  expect(svg).toContain("one<br/>two");
  expect(svg).toContain("</article></section></main>");
});

test("a report without trouble is shown as far as it goes", () => {
  expect(reportSvg("title", page(0))).toContain("<section></section></main>");
});

test("what is no report makes no picture", () => {
  expect(() => reportSvg("title", "<html></html>")).toThrow("this is no report");
});

test("of what is folded in a report its picture has the summary alone", () => {
  const inner = "<details class='sql'><summary>SQL</summary><pre>SELECT</pre></details>";
  const html = page(0).replace(
    "one<br>two",
    `<details><summary>more</summary><p>text</p>${inner}</details>end`,
  );
  expect(reportSvg("title", html)).toContain("<p><details><summary>more</summary></details>end</p>");
});
