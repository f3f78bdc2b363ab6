import { expect, test } from "@jest/globals";
import { textOf } from "./sources.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const manifest: Manifest = JSON.parse(textOf("package.json"));
const lock: { lockfileVersion: number; packages: Record<string, LockedPackage> } = JSON.parse(
  textOf("package-lock.json"),
);
const installed = Object.entries(lock.packages).filter(([path]) => path !== "");

test("every dependency is pinned to one version", () => {
  const { dependencies, devDependencies, overrides } = manifest;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...overrides }).filter(
    ([, version]) => !/^(npm:[a-z-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test("the lock file holds the very versions that package.json names", () => {
  const { dependencies, devDependencies } = manifest;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([
      name,
      version.replace(/^npm:.*@/, ""),
    ]);
  }
});

// npm writes such entries without a version when its own platform is not theirs; `npm ci` fails elsewhere then.
test("packages for one platform are whole and optional, so that every platform can install", () => {
  const platforms = installed.filter(([, { os, cpu }]) => os !== undefined || cpu !== undefined);
  expect(platforms.length).toBeGreaterThan(20);
  const broken = platforms.filter(([, { version, optional }]) => version === undefined || optional !== true);
  expect(broken).toEqual([]);
});

// A release whose platform packages are not all published is locked without them, and then `npm ci` refuses the lock.
test("every optional dependency of a locked package is locked, too", () => {
  const missing = installed.flatMap(([path, { optionalDependencies = {} }]) => {
    return Object.keys(optionalDependencies).filter((name) => {
      return !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`];
    });
  });
  expect(missing).toEqual([]);
});

test("every package is locked by its contents", () => {
  expect(lock.lockfileVersion).toBe(3);
  const loose = installed.filter(
    ([, { version, integrity }]) => version === undefined || integrity === undefined,
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

test("the npm package called aws-lambda, an unrelated tool, is not installed", () => {
  expect(Object.keys(lock.packages)).not.toContain("node_modules/aws-lambda");
});
