/** Under which licences the packages are that the lock files install. A new one is read by a person before it is listed here. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { PROJECT, textOf } from "./sources.ts";

/** They ask for their notice to be kept, and for nothing of those who use, change or hand on what uses them. */
const PERMISSIVE = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "MIT-0",
  "PSF-2.0",
  "Python-2.0",
];

/** Every one of the project; of each package.json beside a command that it is for, what else is admitted there. */
const LOCKS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "package-lock.json": {
    // Data about browsers, which Jest's compiler brings along; no code of it is used or handed on.
    "CC-BY-4.0": ["caniuse-lite"],
  },
  "tests/browser/package-lock.json": {
    // Injected into a page in a test, as it is.
    "MPL-2.0": ["axe-core"],
  },
  "tests/deployment/package-lock.json": {},
  "tools/iam/package-lock.json": {
    // Run as it is, on the machine of whoever asks for the proof; docs/decisions.md 18.
    "AGPL-3.0-or-later": [
      "@cloud-copilot/iam-policy",
      "@cloud-copilot/iam-simulate",
      "@cloud-copilot/iam-utils",
    ],
  },
  "tools/lint/package-lock.json": {},
  "tools/mutation/package-lock.json": {
    // The same data, which Babel brings along.
    "CC-BY-4.0": ["caniuse-lite"],
  },
};

interface LockedPackage {
  readonly license?: string;
  readonly dev?: boolean;
}

function packagesOf(lock: string): readonly (LockedPackage & { readonly name: string })[] {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(textOf(lock));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ""), ...locked }));
}

/** "(MIT OR CC0-1.0)" lets one choose; "Apache-2.0 AND MIT" asks for both. */
function isPermissive(licence: string): boolean {
  const plain = licence.replace(/[()]/g, "");
  return plain.split(" OR ").some((choice) => choice.split(" AND ").every((one) => PERMISSIVE.includes(one)));
}

for (const [lock, admitted] of Object.entries(LOCKS)) {
  test(`${lock}: every package is under a permissive licence, but for those that are named here`, () => {
    const others = new Map<string, string[]>();
    for (const { name, license = "none" } of packagesOf(lock)) {
      if (!isPermissive(license)) others.set(license, [...(others.get(license) ?? []), name]);
    }
    expect(Object.fromEntries(others)).toEqual(admitted);
  });
}

test("no lock file is left out", () => {
  const folders = ["tests", "tools"].flatMap((top) =>
    readdirSync(join(PROJECT, top)).map((name) => `${top}/${name}`),
  );
  const locks = folders
    .map((folder) => `${folder}/package-lock.json`)
    .filter((file) => existsSync(join(PROJECT, file)));
  expect(["package-lock.json", ...locks]).toEqual(Object.keys(LOCKS));
});

test("what a command or a function needs is permissive without an exception", () => {
  const needed = packagesOf("package-lock.json").filter(({ dev }) => dev !== true);
  expect(needed.length).toBeGreaterThan(50);
  expect(needed.filter(({ license = "none" }) => !isPermissive(license)).map(({ name }) => name)).toEqual([]);
});

test("the project's own licence is the one that LICENSE has and package.json names", () => {
  expect(JSON.parse(textOf("package.json")).license).toBe("MIT");
  expect(JSON.parse(textOf("package-lock.json")).packages[""].license).toBe("MIT");
  expect(textOf("LICENSE")).toMatch(
    /^MIT License\n\nCopyright \(c\) \d{4} The partition registrar's authors\n/,
  );
});
