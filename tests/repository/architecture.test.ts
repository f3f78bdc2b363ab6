import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import ts from "typescript";
import { bundleOptions } from "../../deploy/bundle.ts";
import { FOLDERS, type Import, importsOf, PROJECT, sourcesOf, type TopFolder, textOf } from "./sources.ts";

/** The arrows between rooms. What is not here is not allowed; nothing imports functions/ or tests/. */
const MAY_IMPORT: Readonly<Record<TopFolder, readonly TopFolder[]>> = {
  shared: [],
  functions: ["shared"],
  access: ["shared"],
  deploy: ["shared", "access"],
  operate: ["shared", "deploy"],
  emulator: [],
  local: ["shared", "deploy", "operate", "emulator"],
  cli: ["shared", "access", "deploy", "operate", "emulator", "local"],
  tools: ["shared", "access", "deploy", "operate", "emulator", "local", "cli"],
  tests: ["shared", "access", "deploy", "operate", "emulator", "local", "cli", "tools"],
};

const shown = ({ file, target }: Import) => `${file} imports ${target}`;
const folderOf = (path: string) => FOLDERS.find((folder) => path.startsWith(`${folder}/`));

test.each(FOLDERS)("%s/ imports only what its arrows allow", (folder) => {
  const allowed: readonly (TopFolder | undefined)[] = [folder, ...MAY_IMPORT[folder], undefined];
  const wrong = importsOf(folder).filter(({ target }) => !allowed.includes(folderOf(target)));
  expect(wrong.map(shown)).toEqual([]);
});

/** What every client of the SDK is made with; all else that imports the SDK is an adapter, beside its port. */
const OF_EVERY_CLIENT = [
  "access/region.ts",
  "shared/runtime/lambda-credentials.ts",
  "shared/runtime/throttling.ts",
];

test("in shared/, access/ and operate/ only adapters import the SDK", () => {
  const wrong = (["shared", "access", "operate"] as const).flatMap(importsOf).filter(({ file, target }) => {
    return (
      /^@(aws-sdk|smithy)\//.test(target) && !file.endsWith("-adapter.ts") && !OF_EVERY_CLIENT.includes(file)
    );
  });
  expect(wrong.map(shown)).toEqual([]);
});

test("functions/ reaches AWS through shared/ alone", () => {
  const packages = importsOf("functions").filter(({ target }) => folderOf(target) === undefined);
  // Types only: https://www.npmjs.com/package/@types/aws-lambda
  expect(new Set(packages.map(({ target }) => target))).toEqual(new Set(["aws-lambda"]));
});

test("the datasets and the rules about them know neither AWS nor the machine", () => {
  const pure = [
    "shared/datasets.ts",
    "shared/datasets/dataset.ts",
    "shared/register/plan.ts",
    "shared/events/routing.ts",
    "shared/crawl/plan.ts",
    "shared/deregister/plan.ts",
    "shared/datasets/placing.ts",
    "shared/datasets/data-files.ts",
    "shared/events/arrivals.ts",
  ];
  const outside = importsOf("shared").filter(({ file, target }) => {
    return pure.includes(file) && !target.startsWith("shared/");
  });
  expect(outside.map(shown)).toEqual([]);
});

test("no test is made of the list that users edit: the frozen one is in tests/fixtures", () => {
  const live = ["shared/datasets.ts", "access/grantees.ts"];
  expect(
    importsOf("tests")
      .filter(({ target }) => live.includes(target))
      .map(shown),
  ).toEqual([]);
});

test("the environment is read in shared/runtime/settings.ts, and by what osls loads before it packages", () => {
  const readers = (["functions", "shared", "deploy"] as const)
    .flatMap(sourcesOf)
    .filter((file) => /\bprocess\s*\.\s*env\b|\bfrom "node:process"/.test(textOf(file)));
  expect(readers).toEqual(["shared/runtime/settings.ts", "deploy/resources.cjs"]);
});

describe("import cycles", () => {
  test("are found, without the files that lead to them or away from them", () => {
    const imports = ["a b", "b c", "c b", "c d", "d e"].map((pair) => {
      const [file, target] = pair.split(" ");
      return { file: file!, target: target! };
    });
    expect(inCycles(imports)).toEqual(["b", "c"]);
  });

  test("are none, types included, outside of shared/quality/, where the checks are listed and the list gives their type", () => {
    const imports = FOLDERS.flatMap(importsOf).filter(({ file }) => !file.startsWith("shared/quality/"));
    expect(inCycles(imports)).toEqual([]);
  });

  test("are none between the rooms of shared/, types included", () => {
    const rooms = importsOf("shared").map(({ file, target }) => ({
      file: roomOf(file),
      target: roomOf(target),
    }));
    const between = rooms.filter(({ file, target }) => file !== target && target.startsWith("shared/"));
    expect(between.length).toBeGreaterThan(50);
    expect(inCycles(between)).toEqual([]);
  });

  test("are none anywhere, types left out", () => {
    const imports = FOLDERS.flatMap(importsOf);
    // What is in no cycle with its types is in none without them.
    const suspects = new Set(inCycles(imports));
    expect(suspects).toContain("shared/quality/checks/index.ts");
    expect(inCycles(atRunTime(imports.filter(({ file }) => suspects.has(file))))).toEqual([]);
  });
});

/** The imports that are left once the types of their files are gone. */
function atRunTime(imports: readonly Import[]): Import[] {
  const files = [...new Set(imports.map(({ file }) => file))];
  return files.flatMap((file) => {
    const code = ts.transpile(textOf(file), { target: ts.ScriptTarget.ESNext });
    const kept = new Set(
      ts.preProcessFile(code).importedFiles.map(({ fileName }) => join(dirname(file), fileName)),
    );
    return imports.filter((one) => one.file === file && kept.has(one.target));
  });
}

/** "shared/crawl/plan.ts" → "shared/crawl"; a file of shared/ itself is a room of its own. */
function roomOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

/** Takes away, again and again, what imports nothing that is left and what nothing left imports. */
function inCycles(imports: readonly Import[]): string[] {
  const files = new Set(imports.map(({ file }) => file));
  const targets = new Set(imports.map(({ target }) => target));
  const left = imports.filter(({ file, target }) => targets.has(file) && files.has(target));
  return left.length < imports.length ? inCycles(left) : [...files].sort();
}

describe("the emulator", () => {
  /** What others may import of it; the rest is its own. */
  const ENTRIES = ["emulator/index.ts", "emulator/parts.ts", "emulator/sql.ts"];
  /** Of npm, besides the SDK's clients, whose schemas say what a request may hold. */
  const PACKAGES = ["@duckdb/node-api", "@smithy/core", "dt-sql-parser", "hyparquet"];

  test("is imported through its entries, but by its own tests", () => {
    const others = FOLDERS.filter((folder) => folder !== "emulator").flatMap(importsOf);
    const wrong = others.filter(({ file, target }) => {
      const isInner = target.startsWith("emulator/") && !ENTRIES.includes(target);
      return isInner && !file.startsWith("tests/emulator/");
    });
    expect(wrong.map(shown)).toEqual([]);
  });

  test("needs these packages, and no other", () => {
    const targets = importsOf("emulator").map(({ target }) => target);
    const outside = targets.filter((target) => !/^(emulator\/|node:|@aws-sdk\/client-)/.test(target));
    const packages = outside.map((target) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0]);
    expect([...new Set(packages)].sort()).toEqual(PACKAGES);
  });
});

describe("a service of the emulator", () => {
  const files = sourcesOf("emulator");
  const services = [...new Set(files.map((file) => /^emulator\/(\w+)\/actions\//.exec(file)?.[1]))].filter(
    (service) => service !== undefined,
  );

  test("is one of these", () => {
    expect(services.sort()).toEqual([
      "athena",
      "cloudformation",
      "events",
      "glue",
      "iam",
      "lambda",
      "s3",
      "sns",
      "sqs",
      "sts",
    ]);
  });

  test.each(services)(
    "%s is entered through index.ts, and has one file an action, named after it",
    async (service) => {
      const folder = `emulator/${service}`;
      expect(files).toEqual(
        expect.arrayContaining(["index.ts", "action.ts"].map((file) => `${folder}/${file}`)),
      );
      const { actions } = await import(`../../${folder}/actions.ts`);
      const named = Object.keys(actions).map((name) => `${folder}/actions/${kebabCase(name)}.ts`);
      expect(files.filter((file) => file.startsWith(`${folder}/actions/`)).sort()).toEqual(named.sort());
    },
  );
});

/** "ListObjectsV2" → "list-objects-v2" */
const kebabCase = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

/** Every input of the bundles of functions: sources of ours, and those of packages. */
async function bundleInputs(...entryPoints: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    ...bundleOptions,
    absWorkingDir: PROJECT,
    entryPoints: entryPoints.map((entryPoint) => join(PROJECT, entryPoint)),
    outdir: "bundles",
    write: false,
    metafile: true,
  });
  return Object.keys(metafile?.inputs ?? {});
}

test("shared/ holds what a deployed function bundles, the types that this needs, and nothing else", async () => {
  const bundled = await bundleInputs(...sourcesOf("functions"));
  const imports = [...importsOf("functions"), ...importsOf("shared")];
  const reached = new Set(bundled);
  for (const file of reached) {
    for (const { target } of imports.filter((one) => one.file === file)) reached.add(target);
  }
  const holdsTypesAlone = (file: string) =>
    ts.transpile(textOf(file), { target: ts.ScriptTarget.ESNext }).trim().endsWith("export {};");
  const others = sourcesOf("shared").filter((file) => !bundled.includes(file));
  expect(others.filter((file) => !(reached.has(file) && holdsTypesAlone(file)))).toEqual([]);
});

test.each(["functions/register.ts", "functions/crawl.ts"])(
  "the bundle of %s holds nothing of the checks: no SQL of theirs, and none of their words",
  async (entryPoint) => {
    const inputs = await bundleInputs(entryPoint);
    expect(inputs).toContain("shared/datasets.ts");
    expect(inputs.filter((input) => /^shared\/quality\/(checks|kinds|report|rows)\//.test(input))).toEqual(
      [],
    );
  },
);

test("a kind of rows is asked for by its name in shared/quality/kinds/ alone", () => {
  const asks = /\bkind [!=]== "(trades|bars|features)"|\bcase "(trades|bars|features)"/;
  const asking = FOLDERS.filter((folder) => folder !== "tests")
    .flatMap(sourcesOf)
    .filter((file) => asks.test(textOf(file)));
  expect(asking).toEqual([]);
});

describe("the bundle of register", () => {
  test("holds neither the S3 nor the Athena client, nor what only a laptop needs: profiles, SSO, the emulator", async () => {
    const inputs = await bundleInputs("functions/register.ts");
    expect(inputs).toContain("shared/register/plan.ts");
    expect(inputs.some((input) => input.includes("@aws-sdk/client-glue/"))).toBe(true);
    const unwanted =
      /@aws-sdk\/(client-(s3|athena)|credential-provider-(?!env))|duckdb|hyparquet|esbuild|^(access|cli|deploy|emulator|local|operate|tests|tools)\//;
    expect(inputs.filter((input) => unwanted.test(input))).toEqual([]);
  });
});
