import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { DEFECTS } from "../../local/demo/defects.ts";
import { renderReport } from "../../shared/quality/report/page.ts";
import { emptyRun, quietRun, type ReportedRun, troubledRun } from "./runs.ts";

const SCREENSHOTS = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Nobody answers there: the page is handed to the browser, and whatever else it asks for is written down. */
const ADDRESS = "http://report.test/";

const RUNS: Readonly<Record<string, () => ReportedRun>> = {
  troubled: troubledRun,
  quiet: quietRun,
  empty: emptyRun,
};
const THEMES = ["light", "dark"] as const;
const WIDTHS = { wide: 1280, telephone: 390 } as const;

let browser: Browser;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH!,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

afterAll(() => browser.close());

interface Opened {
  readonly page: Page;
  /** Everything that the browser asked for. */
  readonly requests: string[];
  /** Everything that it complained of. */
  readonly messages: string[];
}

function open(run: ReportedRun, colorScheme: "light" | "dark", width: number): Promise<Opened> {
  return openPage(renderReport(run.document, run), colorScheme, width);
}

async function openPage(
  body: string,
  colorScheme: "light" | "dark",
  width: number,
  fragment = "",
): Promise<Opened> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const [requests, messages]: [string[], string[]] = [[], []];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await context.route("**/*", (route) =>
    route.request().url().split("#")[0] === ADDRESS
      ? route.fulfill({ body, contentType: "text/html" })
      : route.abort(),
  );
  await page.goto(`${ADDRESS}${fragment}`);
  return { page, requests, messages };
}

/** What an expression is in the page. The page's policy forbids evaluation; the debugger is above it. */
async function ask<T>(page: Page, expression: string): Promise<T> {
  const session = await page.context().newCDPSession(page);
  const answer = await session.send("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
  return answer.result.value as T;
}

/** Clicks a label with the mouse. Playwright's own way of finding it would have the page evaluate code. */
async function click(page: Page, label: string): Promise<void> {
  const { x, y } = await ask<{ x: number; y: number }>(
    page,
    `(() => { const label = [...document.querySelectorAll("label")].find((one) => one.textContent.trim().startsWith(${JSON.stringify(label)}));
      label.scrollIntoView({ block: "center" });
      const { left, top, width, height } = label.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 }; })()`,
  );
  await page.mouse.click(x, y);
}

const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
/** Texts whose end nobody sees, and no scroll bar leads to. */
const CUT = `[...document.querySelectorAll("p, li, h1, h2, h3, code, summary")]
  .filter((one) => one.checkVisibility() && one.closest(".scroll, pre") === null)
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
  .map((one) => one.textContent.slice(0, 60))`;
/** What is newly visible is laid out with the next frame. */
const NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
const OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
const LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]))";

async function axeFindings(page: Page): Promise<string[]> {
  await ask(page, AXE);
  return ask(
    page,
    `axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + " at " + target + ": " + failureSummary)))`,
  );
}

describe.each(Object.keys(RUNS))("the page of a run: %s", (name) => {
  describe.each(THEMES)("%s", (theme) => {
    test.each(Object.entries(WIDTHS))(
      "%s: fits, is quiet, asks for nothing, reads well",
      async (size, width) => {
        const { page, requests, messages } = await open(RUNS[name]!(), theme, width);
        await page.screenshot({ path: `${SCREENSHOTS}${name}-${theme}-${size}.png`, fullPage: true });
        expect(await ask(page, OVERFLOW)).toBe(0);
        await ask(page, OPEN_ALL);
        expect(await ask(page, OVERFLOW)).toBe(0);
        expect(await ask(page, CUT)).toEqual([]);
        expect(await axeFindings(page)).toEqual([]);
        expect({ requests, messages }).toEqual({ requests: [ADDRESS], messages: [] });
        await page.context().close();
      },
    );
  });

  test("its headings are in order, below one that says it all", async () => {
    const { page } = await open(RUNS[name]!(), "light", WIDTHS.wide);
    const levels = await ask<number[]>(page, LEVELS);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
    expect(jumps).toEqual([]);
    await page.context().close();
  });
});

describe("the page of the demo", () => {
  const folder = fileURLToPath(new URL("../../", import.meta.url));
  // A third of what it was when every check had a card: 11,247 and 19,082.
  const MOST = { wide: 3749, telephone: 6360 } as const;
  let body: string;

  beforeAll(() => {
    execFileSync(process.execPath, ["cli/registrar.mjs", "demo"], { cwd: folder, stdio: "pipe" });
    body = readFileSync(`${folder}.cache/demo/report.html`, "utf8");
  });

  test.each(Object.entries(WIDTHS))("%s: is a third as long as it was, and fits", async (size, width) => {
    const { page } = await openPage(body, "light", width);
    await page.screenshot({ path: `${SCREENSHOTS}demo-${size}.png`, fullPage: true });
    expect(await ask<number>(page, "document.documentElement.scrollHeight")).toBeLessThanOrEqual(
      MOST[size as keyof typeof MOST],
    );
    expect(await ask(page, OVERFLOW)).toBe(0);
    expect(await ask(page, CUT)).toEqual([]);
    await page.context().close();
  });

  test("has one card for each defect that was planted", async () => {
    const { page } = await openPage(body, "light", WIDTHS.wide);
    expect(await ask(page, "document.querySelectorAll('.card').length")).toBe(DEFECTS.length);
    await page.context().close();
  });

  test("a link to a card shows that card", async () => {
    const { page } = await openPage(body, "light", WIDTHS.wide, "#unique.key-bars_5m");
    const shown = `(() => { const { top, bottom } = document.querySelector(":target").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight; })()`;
    expect(await ask(page, shown)).toBe(true);
    await page.context().close();
  });
});

describe("the filters", () => {
  const shown = (outcome: string) =>
    `[...document.querySelectorAll('[data-outcome="${outcome}"]')].filter((row) => row.checkVisibility()).length`;

  test("hide the results of an outcome, and show them again", async () => {
    const { page } = await open(troubledRun(), "light", WIDTHS.wide);
    await ask(page, OPEN_ALL);
    // What is as it should be is hidden while something is not.
    expect(await ask(page, shown("pass"))).toBe(0);
    await click(page, "pass");
    const [passed, failed] = [await ask<number>(page, shown("pass")), await ask<number>(page, shown("fail"))];
    expect(passed).toBeGreaterThan(failed);
    expect(failed).toBeGreaterThan(0);
    await click(page, "pass");
    expect([await ask(page, shown("pass")), await ask(page, shown("fail"))]).toEqual([0, failed]);
    await click(page, "pass");
    expect(await ask(page, shown("pass"))).toBe(passed);
    await page.context().close();
  });
});

describe("on paper", () => {
  test("every result is there, whatever is folded on the screen", async () => {
    const { document, history } = quietRun();
    const { page } = await open({ document, history }, "dark", WIDTHS.wide);
    const rows = `[...document.querySelectorAll(".results [data-outcome]")].filter((row) => row.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && row.getBoundingClientRect().height > 0).length`;
    expect(await ask(page, rows)).toBe(0);
    await page.emulateMedia({ media: "print" });
    await ask(page, NEXT_FRAME);
    expect(await ask(page, rows)).toBe(document.results.length);
    await page.pdf({ path: `${SCREENSHOTS}quiet.pdf`, format: "A4" });
    await page.context().close();
  });
});

describe.each(THEMES)("colours: %s", (theme) => {
  const TONES = ["good", "fair", "bad", "odd", "wait", "none"];
  const TEXTS = ["ink", "muted", "accent", "pass", "warn", "fail", "error", "no_data", "skipped"];
  const pairs = [
    ...TONES.map((tone) => [`on-${tone}`, tone]),
    ...TEXTS.flatMap((text) => ["card", "page"].map((ground) => [text, ground])),
  ];

  test("text has a contrast of 4.5 or more to what it stands on", async () => {
    const { page } = await open(quietRun(), theme, WIDTHS.wide);
    const colours = await ask<Record<string, string>>(
      page,
      `(() => { const style = getComputedStyle(document.documentElement);
        return Object.fromEntries(${JSON.stringify([...new Set(pairs.flat())])}
          .map((name) => [name, style.getPropertyValue("--" + name).trim()])); })()`,
    );
    const low = pairs
      .map(([text, ground]) => ({ text, ground, contrast: contrast(colours[text!]!, colours[ground!]!) }))
      .filter((pair) => !(pair.contrast >= 4.5));
    expect(low).toEqual([]);
    await page.context().close();
  });
});

/** WCAG 2.2, "contrast ratio", of two colours written #rgb or #rrggbb. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(digits.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
