import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bytesOf, type FileSize } from "./bytes.ts";
import type { Python } from "./python.ts";
import { type ClientStage, openStage, orderKey, orders } from "./stage.ts";

/** Up to eight mebibytes go in one request. */
const SIZES: readonly FileSize[] = ["small", "big"];
const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

let stage: ClientStage;
let python: Python;
let bucket: string;
let day: string;
let key: string;

beforeAll(async () => {
  stage = await openStage({ pageSize: 3 });
  python = stage.python("boto3_client.py");
  bucket = stage.bucket;
  for (const size of SIZES) writeFileSync(join(stage.home, size), bytesOf(size));
});

beforeEach(() => {
  day = stage.newDay();
  key = orderKey(day, "EU", "a.parquet");
});

afterAll(() => stage.close());

const isStored = (which: string, size: FileSize) => stage.read(which).equals(bytesOf(size));

describe.each(SIZES)("a %s file", (size) => {
  const path = () => join(stage.home, size);

  test.each(ALGORITHMS)("is uploaded with the checksum %s, and downloaded", async (algorithm) => {
    const upload = () => python.ask("upload_file", { bucket, key, path: path(), algorithm });
    expect(await stage.registeredBy(upload)).toEqual([orders(day, "EU")]);
    expect(isStored(key, size)).toBe(true);
    const back = join(stage.home, "back");
    await python.ask("download_file", { bucket, key, path: back });
    expect(readFileSync(back).equals(bytesOf(size))).toBe(true);
  });

  test("is uploaded as a stream, and copied to another partition", async () => {
    await stage.registeredBy(() => python.ask("upload_fileobj", { bucket, key, path: path() }));
    const to = orderKey(day, "US", "a.parquet");
    const copy = () => python.ask("copy", { bucket, source: key, key: to });
    expect(await stage.registeredBy(copy)).toEqual([orders(day, "US")]);
    expect(isStored(to, size)).toBe(true);
  });
});

test.each(ALGORITHMS)("an object keeps its checksum %s, and a reader proves it", async (algorithm) => {
  const put = async () => {
    expect(await python.ask("put", { bucket, key, body: "bytes", algorithm })).toBe("bytes");
  };
  expect(await stage.registeredBy(put)).toEqual([orders(day, "EU")]);
  const { checksum } = stage.platform.emulator.s3.store.object(bucket, key);
  expect(checksum?.name).toBe(`x-amz-checksum-${algorithm.toLowerCase()}`);
});

test("a bucket's objects are listed over pages, and deleted", async () => {
  const keys = ["A B", "C+D", "E", "F"].map((region) => orderKey(day, region, "a.parquet"));
  for (const one of keys) stage.platform.emulator.s3.put(bucket, one, "bytes");
  const prefix = `clients/orders/day=${day}/`;
  expect(await python.ask("objects", { bucket, prefix })).toEqual(keys);
  await python.ask("delete", { bucket, prefix });
  expect(stage.keys(prefix)).toEqual([]);
});

test("an upload under way is listed with its parts; aborted it registers nothing", async () => {
  const abort = async () => {
    expect(await python.ask("uploads_aborted", { bucket, key })).toEqual([[key], [1], []]);
  };
  expect(await stage.registeredBy(abort)).toEqual([]);
});
