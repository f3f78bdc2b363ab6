import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Bundles } from "./bundles.ts";
import { type Entry, judged } from "./goal.ts";

/** Bytes of a kilobyte; the smaller of the two meanings, so the goal is the stricter one. */
const KB = 1000;

export function measureSize({ bareGlue, register }: Bundles): Entry {
  const bundle = readFileSync(register);
  const bare = readFileSync(bareGlue);
  return judged({
    name: "bundle size",
    unit: "KB of 1,000 bytes",
    values: {
      register: bundle.length / KB,
      registerGzip: gzipSync(bundle, { level: 9 }).length / KB,
      bareGlue: bare.length / KB,
    },
    ratio: bundle.length / bare.length,
    ratioOf: "register / bareGlue",
    goal: { of: "register", atMost: 320 },
    method: "the minified bundle as it is deployed; gzip at level 9",
  });
}
