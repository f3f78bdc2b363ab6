import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { alarms } from "../../deploy/alarms.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { reconcilerOf } from "../../deploy/reconcile-settings.ts";
import { validationOf } from "../../deploy/validation-settings.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { strategies } from "../deploy/strategies.ts";
import { sectionsOf } from "../engines/statements/statements.ts";
import { datasets } from "../fixtures/datasets.ts";
import { PAGES, PROJECT, sourcesOf, textOf } from "./sources.ts";

/** A page without what stands in code blocks: fenced, or indented below an empty line. */
function proseOf(page: string): string {
  return textOf(page)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .replace(/(?<=^\n)(?: {4}.*\n+)+/gm, "");
}

/** How GitHub names the anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsIn = (page: string) =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

/** What stands below a heading, up to the next of its level or above. */
function sectionOf(page: string, heading: string): string {
  const level = /^#+/.exec(heading)![0].length;
  const [, after = ""] = textOf(page).split(`\n${heading}\n`);
  return after.split(new RegExp(`^#{1,${level}} `, "m"))[0]!;
}

describe.each(PAGES)("%s", (page) => {
  test("links to files and headings that are there", () => {
    const broken = [...proseOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
      ([, path, anchor]) => {
        const target = path === "" ? page : join(dirname(page), path!);
        if (!existsSync(join(PROJECT, target))) return true;
        return anchor !== undefined && !anchorsIn(target).includes(anchor);
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test("shows pictures that are there", () => {
    const pictures = [...proseOf(page).matchAll(/\bsrc(?:set)?="([^"]*)"/g)].map(([, path]) => path!);
    expect(pictures.filter((path) => !existsSync(join(PROJECT, dirname(page), path)))).toEqual([]);
  });

  test("draws no diagram of characters: GitHub draws Mermaid", () => {
    expect(textOf(page)).not.toMatch(/[▶▼▲◀┌┐└┘│]/);
  });

  test("shows commands that there are", () => {
    const commands = readdirSync(join(PROJECT, "cli/commands")).map((file) => file.replace(/\.ts$/, ""));
    const { scripts } = JSON.parse(textOf("package.json"));
    const unknown = [
      ...[...textOf(page).matchAll(/\.\/registrar ([a-z]+)/g)].filter(
        ([, name]) => !commands.includes(name!),
      ),
      ...[...textOf(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].filter(
        ([, name]) => !(name! in scripts),
      ),
    ];
    expect(unknown.map(([shown]) => shown)).toEqual([]);
  });
});

/** CHANGELOG also names files of the past. */
test.each(PAGES.filter((page) => page !== "CHANGELOG.md"))(
  "%s names files of ours that are there",
  (page) => {
    const paths = [
      ...proseOf(page).matchAll(
        /`((?:\.ci|\.github|access|cli|deploy|docs|emulator|events|functions|local|operate|shared|tests|tools)\/[\w.<>/-]*)`/g,
      ),
    ].map(([, path]) => path!);
    // Of `cli/commands/<name>.ts` the folder; of a folder's page its own, too.
    const places = paths.map((path) => path.replace(/<.*$/, ""));
    const missing = places.filter(
      (path) => !existsSync(join(PROJECT, path)) && !existsSync(join(PROJECT, dirname(page), path)),
    );
    expect(missing).toEqual([]);
  },
);

test("nothing tells people to run npx registrar, which is somebody else's package outside of the checkout", () => {
  const sources = (["access", "cli", "deploy", "functions", "local", "operate", "shared"] as const).flatMap(
    sourcesOf,
  );
  const told = [...PAGES, ...sources].filter((file) => /npx (?:registrar|\$\{)/.test(textOf(file)));
  expect(told).toEqual(["shared/runtime/launcher.ts"]);
});

test("the runbook has a heading for every alarm, and for nothing that is none", () => {
  const deployments = ["", "some-bucket"].map((bucket) =>
    readDeployment({ stage: "dev", bucket, alarmEmail: "" }),
  );
  const guarded = strategies.map((dataset): Dataset => {
    const quality = { calendar: "XNYS", sla: { afterClose: 30 } };
    return dataset.strategy === "register" ? { ...dataset, guard: "warn", quality } : dataset;
  });
  const names = deployments
    .flatMap((deployment) => {
      const validation = validationOf(datasets, deployment.stage);
      const all = guarded.map(
        (one) => ({ ...one, onEmpty: one.strategy === "register" ? "remove" : "keep" }) as const,
      );
      return Object.values(
        alarms(
          {
            pipelines: eventPipelinesOf(all, deployment.stage),
            validation,
            reconciles: reconcilerOf(all, deployment.stage),
          },
          deployment,
        ),
      );
    })
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => String(Properties.AlarmName).replace("stock-trades-partitions-dev-", ""));
  const headings = [...sectionOf("docs/operations.md", "## Alarms").matchAll(/^### ([a-z-]+)$/gm)];
  expect(headings.map(([, name]) => name).sort()).toEqual([...new Set(names)].sort());
});

test("the quick start goes from the demo to the removal of a stage, and README leads to it", () => {
  const headings = [...proseOf("docs/quick-start.md").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    "1. See it work",
    "2. Try your data",
    "3. Declare",
    "4. Check",
    "5. Deploy",
    "6. Operate",
    "7. Remove",
  ]);
  expect(textOf("README.md")).toContain("](docs/quick-start.md)");
});

test("the runbook has the headings that people link to", () => {
  const headings = [...proseOf("docs/operations.md").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  expect(headings).toEqual(
    expect.arrayContaining([
      "First look",
      "Status",
      "Logs",
      "Metrics",
      "Deploying",
      "Switching EventBridge on for an existing bucket",
      "A Glue database that exists already",
      "A table that somebody changed",
      "Backfill",
      "Crawlers by hand",
      "Crawl requests",
      "Parked messages",
      'StartMessageMoveTask, the console\'s "Start DLQ redrive"',
      "Deleting parked messages",
      "A conflict",
      "Removing a stage",
      "Alarms",
      "When nothing arrives",
      "Error codes",
      "How to test it",
    ]),
  );
});

test("docs/glossary.md has at most thirty words, in order, each explained in one sentence", () => {
  const [, , ...rows] = [...textOf("docs/glossary.md").matchAll(/^\| (.+) \| (.+) \|$|^\|-+\|-+\|$/gm)];
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.length).toBeLessThanOrEqual(30);
  const words = rows.map(([, word = ""]) => word);
  expect(words).toEqual(words.toSorted((one, other) => one.localeCompare(other, "en")));
  expect(new Set(words).size).toBe(words.length);
  const meanings = rows.map(([, , meaning = ""]) => meaning);
  expect(meanings.filter((meaning) => !/^[A-Z](?:[^.]|\.(?! |$))+\.$/.test(meaning))).toEqual([]);
});

test("README leads to every page", () => {
  const links = [...textOf("README.md").matchAll(/\]\(([^)#]+)/g)].map(([, path]) => path);
  const pages = PAGES.filter((page) => page.startsWith("docs/"));
  expect(pages.filter((page) => !links.includes(page))).toEqual([]);
});

test.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md"])("%s leads to the glossary", (page) => {
  expect(textOf(page)).toContain(`](${dirname(page) === "docs" ? "" : "docs/"}glossary.md)`);
});

test.each([
  ["docs/testing.md", 2],
  ["tests/README.md", 19],
])("%s names tests that there are", (page, least) => {
  const cells = [...textOf(page).matchAll(/`(tests\/[\w./-]+)`((?: "[^"]+")+)/g)];
  expect(cells.length).toBeGreaterThanOrEqual(least);
  const missing = cells.flatMap(([, file, names]) =>
    [...names!.matchAll(/"([^"]+)"/g)]
      .filter(([, name]) => !textOf(file!).includes(`"${name}"`))
      .map(([, name]) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("tests/README.md names every law, and no other", () => {
  const laws = sourcesOf("tests")
    .filter((file) => file.startsWith("tests/properties/"))
    .flatMap((file) => [...textOf(file).matchAll(/^law\(\s*"([^"]+)"/gm)])
    .map(([, name]) => name!);
  const rows = [...sectionOf("tests/README.md", "## Laws").matchAll(/^\| ([^|]+) \| `[a-z-]+` \|$/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual([...laws].sort());
});

test("the example of docs/datasets.md is what a list of tests/fixtures has more", () => {
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(
    sectionOf("docs/datasets.md", "## Example: add a dataset"),
  )!;
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();
  expect(plain(example)).toMatch(/^\{ name: "auctions",/);
  expect(plain(textOf("tests/fixtures/lists/one-more.ts"))).toContain(plain(example));
});

test("differences from Trino are those that its statements show", () => {
  const [, table = ""] = /\| subject \|.*\n\|[-|]+\n((?:\|.*\n)+)/.exec(
    sectionOf("docs/testing.md", "## The engines suite"),
  )!;
  const subjects = table
    .trimEnd()
    .split("\n")
    .map((row) => row.split("|")[1]!.trim());
  expect(subjects).toEqual(sectionsOf("differences.sql").map(({ heading }) => heading));
});
