/** The AWS CLI, version 1: what it writes is registered, and what it reads is what was written. */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bytesOf, type FileSize, SMALL } from "./bytes.ts";
import { type ClientStage, openStage, orderKey, orders, partition } from "./stage.ts";

const ELSEWHERE = "clients-elsewhere";
/** Up to eight mebibytes go in one request. */
const SIZES: readonly FileSize[] = ["small", "big"];

const WRITTEN = new Date("2026-01-16T12:00:00Z");

let stage: ClientStage;
let day: string;

beforeAll(async () => {
  stage = await openStage({ pageSize: 3 });
  stage.platform.emulator.s3.store.createBucket(ELSEWHERE);
  for (const size of SIZES) writeFileSync(join(stage.home, size), bytesOf(size));
});

beforeEach(() => {
  day = stage.newDay();
});

afterAll(() => stage.close());

const s3 = (...args: string[]) => stage.run("aws", ["s3", ...args]);
const api = async (...args: string[]) =>
  JSON.parse(await stage.run("aws", ["s3api", ...args, "--bucket", stage.bucket]));
const uri = (key: string, bucket = stage.bucket) => `s3://${bucket}/${key}`;
const put = (key: string) => stage.platform.emulator.s3.put(stage.bucket, key, SMALL);
/** Not `toEqual`, which takes seconds for mebibytes. */
const isStored = (key: string, size: FileSize) => stage.read(key).equals(bytesOf(size));
const downloaded = (file: string) => readFileSync(join(stage.home, file));

describe.each(SIZES)("a %s object", (size) => {
  test("is uploaded and downloaded", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    expect(await stage.registeredBy(() => s3("cp", size, uri(key)))).toEqual([orders(day, "EU")]);
    expect(isStored(key, size)).toBe(true);
    await s3("cp", uri(key), "back");
    expect(downloaded("back").equals(bytesOf(size))).toBe(true);
  });

  test("is streamed from standard input and to standard output", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    const stream = () => stage.run("aws", ["s3", "cp", "-", uri(key)], { input: bytesOf(size) });
    expect(await stage.registeredBy(stream)).toEqual([orders(day, "EU")]);
    expect((await s3("cp", uri(key), "-")) === bytesOf(size).toString()).toBe(true);
  });

  test("is copied from another bucket", async () => {
    stage.platform.emulator.s3.put(ELSEWHERE, size, bytesOf(size));
    const key = orderKey(day, "EU", "a.parquet");
    const copy = () => s3("cp", uri(size, ELSEWHERE), uri(key));
    expect(await stage.registeredBy(copy)).toEqual([orders(day, "EU")]);
    expect(isStored(key, size)).toBe(true);
  });

  test("is moved to another partition", async () => {
    const [from, to] = [orderKey(day, "EU", "a.parquet"), orderKey(day, "US", "a.parquet")];
    await s3("cp", size, uri(from));
    expect(await stage.registeredBy(() => s3("mv", uri(from), uri(to)))).toEqual([orders(day, "US")]);
    expect(isStored(to, size)).toBe(true);
    expect(stage.keys(from)).toEqual([]);
  });
});

describe("checksums", () => {
  test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])("%s is sent and holds", async (algorithm) => {
    const key = orderKey(day, "EU", "a.parquet");
    const upload = () => s3("cp", "small", uri(key), "--checksum-algorithm", algorithm);
    expect(await stage.registeredBy(upload)).toEqual([orders(day, "EU")]);
    const { checksum } = stage.platform.emulator.s3.store.object(stage.bucket, key);
    expect(checksum?.name).toBe(`x-amz-checksum-${algorithm.toLowerCase()}`);
  });

  test("of parts are proved too", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    const upload = () => s3("cp", "big", uri(key), "--checksum-algorithm", "CRC64NVME");
    expect(await stage.registeredBy(upload)).toEqual([orders(day, "EU")]);
    expect(isStored(key, "big")).toBe(true);
  });
});

describe("a tree", () => {
  const REGIONS = ["A B", "C+D", "E&F", "ü", "100%25"];
  /** Where `orders` writes the value as it is in the folder, Hive reads its escapes. */
  const registered = () =>
    REGIONS.map((region) =>
      partition("orders", [day, decodeURIComponent(region)], `day=${day}/region=${region}/`),
    ).sort();

  beforeEach(() => {
    for (const region of REGIONS) {
      const folder = join(stage.home, day, `day=${day}`, `region=${region}`);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, "a.parquet");
      writeFileSync(file, SMALL);
      // A listing tells whole seconds: what is written and uploaded within one would be newer than its object.
      utimesSync(file, WRITTEN, WRITTEN);
    }
  });

  test("is uploaded with whatever its folders are called", async () => {
    const upload = () => s3("cp", "--recursive", day, uri("clients/orders/"));
    expect(await stage.registeredBy(upload)).toEqual(registered());
  });

  test("is synchronised: what is there already is not written again", async () => {
    const upload = () => s3("sync", day, uri("clients/orders/"));
    expect(await stage.registeredBy(upload)).toEqual(registered());
    expect(await upload()).toBe("");
    const down = await s3("sync", uri(`clients/orders/day=${day}/`), `${day}-back`);
    expect(down.match(/download: /g)).toHaveLength(REGIONS.length);
    for (const region of REGIONS) {
      expect(downloaded(join(`${day}-back`, `region=${region}`, "a.parquet"))).toEqual(SMALL);
    }
  });

  test("is removed, and its partitions stay", async () => {
    const prefix = `clients/orders/day=${day}/`;
    await stage.registeredBy(() => s3("cp", "--recursive", day, uri("clients/orders/")));
    expect(await stage.registeredBy(() => s3("rm", "--recursive", uri(prefix)))).toEqual([]);
    expect(stage.keys(prefix)).toEqual([]);
  });
});

describe("what is there", () => {
  test("is listed: folders, and every object with a sum", async () => {
    for (const region of ["A", "B", "C", "D"]) put(orderKey(day, region, "a.parquet"));
    const folders = await s3("ls", uri(`clients/orders/day=${day}/`));
    expect(folders.match(/PRE region=\w/g)).toEqual(["A", "B", "C", "D"].map((name) => `PRE region=${name}`));
    const all = await s3("ls", "--recursive", "--summarize", uri(`clients/orders/day=${day}/`));
    expect(all).toMatch(new RegExp(`Total Objects: 4\\s+Total Size: ${4 * SMALL.length}\\s*$`));
  });

  test.each(["list-objects", "list-objects-v2"])("is listed over pages by %s", async (command) => {
    const keys = ["A", "B", "C", "D"].map((region) => orderKey(day, region, "a.parquet"));
    for (const key of keys) put(key);
    const { Contents } = await api(command, "--prefix", `clients/orders/day=${day}/`);
    expect(Contents.map(({ Key }: { Key: string }) => Key)).toEqual(keys);
  });

  test("is told with its attributes and tags, and the bucket with its versioning", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    const words = ["--key", key, "--body", "small", "--checksum-algorithm", "SHA256"];
    expect(await stage.registeredBy(() => api("put-object", ...words))).toEqual([orders(day, "EU")]);
    const { ETag, ChecksumSHA256 } = await api("head-object", "--key", key, "--checksum-mode", "ENABLED");
    const names = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
    const attributes = await api("get-object-attributes", "--key", key, "--object-attributes", ...names);
    expect(attributes).toMatchObject({
      ETag: ETag.replaceAll('"', ""),
      Checksum: { ChecksumSHA256, ChecksumType: "FULL_OBJECT" },
      StorageClass: "STANDARD",
      ObjectSize: SMALL.length,
    });
    expect(await api("get-object-tagging", "--key", key)).toEqual({ TagSet: [] });
    // Nothing stands for a bucket that keeps no versions.
    expect(await stage.run("aws", ["s3api", "get-bucket-versioning", "--bucket", stage.bucket])).toBe("");
  });

  test("and not yet: uploads under way and their parts", async () => {
    const key = orderKey(day, "EU", "a.parquet");
    const { UploadId } = await api("create-multipart-upload", "--key", key);
    const upload = ["--key", key, "--upload-id", UploadId];
    await api("upload-part", ...upload, "--part-number", "1", "--body", "small");
    const { Uploads } = await api("list-multipart-uploads");
    expect(Uploads).toMatchObject([{ Key: key, UploadId }]);
    const { Parts } = await api("list-parts", ...upload);
    expect(Parts).toMatchObject([{ PartNumber: 1, Size: SMALL.length }]);
    const MultipartUpload = JSON.stringify({ Parts: [{ PartNumber: 1, ETag: Parts[0].ETag }] });
    const complete = () => api("complete-multipart-upload", ...upload, "--multipart-upload", MultipartUpload);
    expect(await stage.registeredBy(complete)).toEqual([orders(day, "EU")]);
    expect(isStored(key, "small")).toBe(true);
  });
});
