/** s3cmd: an S3 client of its own, which lists by version 1 and signs with keys of its configuration. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bytesOf, type FileSize, SMALL } from "./bytes.ts";
import { type ClientStage, openStage, orderKey, orders } from "./stage.ts";

const SIZES: readonly FileSize[] = ["small", "big"];

let stage: ClientStage;
let day: string;

beforeAll(async () => {
  stage = await openStage({ pageSize: 3 });
  const { port } = stage.platform.emulator;
  const settings = {
    access_key: "local",
    secret_key: "local",
    host_base: `127.0.0.1:${port}`,
    host_bucket: `127.0.0.1:${port}`,
    use_https: "False",
    // Mebibytes; S3's least, so that a big file goes in two parts.
    multipart_chunk_size_mb: 5,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(stage.home, ".s3cfg"), ["[default]", ...lines, ""].join("\n"));
  for (const size of SIZES) writeFileSync(join(stage.home, size), bytesOf(size));
});

beforeEach(() => {
  day = stage.newDay();
});

afterAll(() => stage.close());

const s3cmd = (...args: string[]) => stage.run("s3cmd", ["--no-progress", ...args]);
const uri = (key: string) => `s3://${stage.bucket}/${key}`;
const isStored = (key: string, size: FileSize) => stage.read(key).equals(bytesOf(size));

describe.each(SIZES)("a %s object", (size) => {
  test("is put and got", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    expect(await stage.registeredBy(() => s3cmd("put", size, uri(key)))).toEqual([orders(day, "EU")]);
    expect(isStored(key, size)).toBe(true);
    await s3cmd("get", uri(key), `back-${size}`);
    expect(readFileSync(join(stage.home, `back-${size}`)).equals(bytesOf(size))).toBe(true);
  });

  test("is copied, moved and deleted", async () => {
    const [eu, us, asia] = ["EU", "US", "ASIA"].map((region) => orderKey(day, region, "a.parquet")) as [
      string,
      string,
      string,
    ];
    stage.platform.emulator.s3.put(stage.bucket, eu, bytesOf(size));
    expect(await stage.registeredBy(() => s3cmd("cp", uri(eu), uri(us)))).toEqual([orders(day, "US")]);
    expect(await stage.registeredBy(() => s3cmd("mv", uri(us), uri(asia)))).toEqual([orders(day, "ASIA")]);
    expect(isStored(asia, size)).toBe(true);
    await s3cmd("del", uri(eu));
    expect(stage.keys(`clients/orders/day=${day}/`)).toEqual([asia]);
  });
});

test("a tree is synchronised: what is there already is not written again", async () => {
  const regions = ["A", "B", "C", "D"];
  for (const region of regions) {
    const folder = join(stage.home, day, `day=${day}`, `region=${region}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "a.parquet"), SMALL);
  }
  const sync = () => s3cmd("sync", `${day}/`, uri("clients/orders/"));
  expect(await stage.registeredBy(sync)).toEqual(regions.map((region) => orders(day, region)));
  const before = stage.requests("PutObject");
  await sync();
  expect(stage.requests("PutObject") - before).toBe(0);
});

test("what is there is listed over pages, and summed up", async () => {
  const keys = ["A", "B", "C", "D"].map((region) => orderKey(day, region, "a.parquet"));
  for (const key of keys) stage.platform.emulator.s3.put(stage.bucket, key, SMALL);
  const prefix = `clients/orders/day=${day}/`;
  const folders = await s3cmd("ls", uri(prefix));
  expect(folders.match(/region=\w\/$/gm)).toEqual(["A", "B", "C", "D"].map((region) => `region=${region}/`));
  const all = await s3cmd("ls", "--recursive", uri(prefix));
  expect(all.match(/s3:.*/g)).toEqual(keys.map(uri));
  expect(await s3cmd("du", uri(prefix))).toMatch(new RegExp(`^\\s*${4 * SMALL.length}\\s+4 objects`));
});
