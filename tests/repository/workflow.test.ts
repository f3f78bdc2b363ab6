import { createRequire } from "node:module";
import { expect, test } from "@jest/globals";
import { textOf } from "./sources.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: {
    readonly run: {
      readonly permissions?: unknown;
      readonly strategy: { readonly matrix: { readonly node: readonly string[] } };
      readonly steps: readonly Step[];
    };
  };
}

const FILE = ".github/workflows/ci.yml";

/** The YAML reader that osls brings along. */
const yaml: { load(text: string): unknown } = createRequire(
  createRequire(import.meta.url).resolve("serverless/package.json"),
)("js-yaml");

const workflow = yaml.load(textOf(FILE)) as Workflow;
const { strategy, steps, permissions } = workflow.jobs.run;

/** What an action is told: "actions/setup-node" → { "node-version": "22" }. */
const settingsOf = (action: string) => steps.find(({ uses }) => uses?.startsWith(`${action}@`))?.with;

test("the workflow runs .ci/run, and nothing else", () => {
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual(["bash .ci/run"]);
});

test("every Node.js of the workflow is one that package.json allows and README names", () => {
  const { engines } = JSON.parse(textOf("package.json"));
  const [, least] = /^>=(\d+)\.\d+$/.exec(engines.node)!;
  const [, named] = /^You need Node\.js ([^.]+\.\d+, .+?)\./m.exec(textOf("README.md"))!;
  const lines = named!.split(/, | or /).map((version) => version.split(".")[0]);
  const { node } = strategy.matrix;
  expect(node.length).toBeGreaterThan(1);
  expect(node.filter((version) => Number(version) <= Number(least))).toEqual([]);
  expect(node.filter((version) => !lines.includes(version))).toEqual([]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is GitHub's own syntax
  expect(settingsOf("actions/setup-node")).toEqual({ "node-version": "${{ matrix.node }}" });
});

test("Python and Java are those that .ci/run asks for", () => {
  const needs = textOf(".ci/run");
  const [, python] = /python3 \((\d+\.\d+) or newer\)/.exec(needs)!;
  const [, java] = /a JDK (\d+) with Maven/.exec(needs.replace(/\n# /g, " "))!;
  expect(settingsOf("actions/setup-python")).toEqual({ "python-version": python });
  expect(settingsOf("actions/setup-java")).toMatchObject({ "java-version": java });
});

test("it may only read the repository, and keeps no credentials in the checkout", () => {
  expect([workflow.permissions, permissions]).toEqual([{ contents: "read" }, undefined]);
  expect(settingsOf("actions/checkout")).toEqual({ "persist-credentials": false });
});

test("every action is pinned by a commit, with the release that it is beside it", () => {
  const used = [...textOf(FILE).matchAll(/uses: (.*)$/gm)].map(([, action]) => action!);
  expect(used.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});
