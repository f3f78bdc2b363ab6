import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { actions } from "../../emulator/s3/actions.ts";
import { routes } from "../../emulator/s3/routes.ts";

const BUCKET = "lake";

let emulator: Emulator;
let s3: S3Client;

beforeEach(async () => {
  emulator = await startEmulator({
    clock: new VirtualClock(Date.UTC(2026, 10, 20, 14, 30, 0, 123)),
    pageSize: 3,
  });
  s3 = new S3Client({
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  emulator.s3.store.createBucket(BUCKET);
});

afterEach(async () => {
  s3.destroy();
  await emulator.close();
});

const put = (Key: string, Body: string | Buffer = "x") =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));

const get = async (Key: string, Range?: string) => {
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key, ...(Range === undefined ? {} : { Range }) }),
  );
  return answer.Body?.transformToString();
};

const keys = () => emulator.s3.store.list(BUCKET).map((object) => object.key);

/** The messages in a queue, parsed, in the order of their sending. */
const bodies = (queue: string) =>
  emulator.sqs
    .get(queue)
    .messages()
    .map((message) => JSON.parse(message.body));

const notify = async (filter: { prefix?: string; suffix?: string } = {}, events = ["s3:ObjectCreated:*"]) => {
  const queue = emulator.sqs.create("arrivals");
  const rules = Object.entries(filter).map(([Name, Value]) => ({ Name: Name as "prefix" | "suffix", Value }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Id: "to-arrivals",
            QueueArn: queue.arn,
            Events: events as ["s3:ObjectCreated:*"],
            Filter: { Key: { FilterRules: rules } },
          },
        ],
      },
    }),
  );
};

test("some request means each action", () => {
  expect(Object.values(routes).sort()).toEqual(Object.keys(actions).sort());
});

describe("objects", () => {
  const AWKWARD = [
    "a",
    "a/b",
    "a/",
    "a//b",
    "//",
    "../../escape",
    "a/./b/../c",
    "...",
    "day=2026-11-20/symbol=BRK+B X/part 0.parquet",
    "ticks/dt=2024-01-02 09%3A30/symbol=BRK.B+x/part 1.parquet",
    "*?[glob]{a,b}~!'()&<>\"|\\:;",
    "häß/日本/😀",
    "100%/%41/%-empty",
    `long/${"é".repeat(400)}/x`,
    "l".repeat(1024),
    "A",
    "a%-also",
  ];

  test("every key that S3 allows is kept, read back and listed as it was written", async () => {
    for (const key of AWKWARD) await put(key, `body of ${key}`);
    for (const key of AWKWARD) expect(await get(key)).toBe(`body of ${key}`);
    const byBytes = [...AWKWARD].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(keys()).toEqual(byBytes);
    const listed: string[] = [];
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET })) {
      for (const { Key } of page.Contents ?? []) listed.push(Key ?? "");
    }
    expect(listed).toEqual(byBytes);
  });

  test("no key leaves the bucket's folder, and none meets another in one file", async () => {
    for (const key of AWKWARD) await put(key);
    const root = resolve(emulator.dataDir, "s3", "objects", BUCKET);
    const paths = AWKWARD.map((key) => emulator.s3.store.localPath(BUCKET, key));
    for (const path of paths) expect(relative(root, path).startsWith("..")).toBe(false);
    expect(new Set(paths).size).toBe(AWKWARD.length);
  });

  test("a Hive path stays readable on disk", async () => {
    await put("raw/trades/day=2026-11-20/symbol=BRK.B/part-0000.parquet", "bytes");
    const path = emulator.s3.store.localPath(
      BUCKET,
      "raw/trades/day=2026-11-20/symbol=BRK.B/part-0000.parquet",
    );
    expect(path.endsWith("/lake/raw/trades/day=2026-11-20/symbol=BRK.B/part-0000.parquet")).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("bytes");
  });

  test("a folder that holds objects is read back by the next stack", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "kept-"));
    const first = await startEmulator({ dataDir });
    first.s3.store.createBucket(BUCKET);
    for (const key of AWKWARD) first.s3.put(BUCKET, key, key);
    await first.close();
    const second = await startEmulator({ dataDir });
    for (const key of AWKWARD) expect(second.s3.store.read(BUCKET, key).toString()).toBe(key);
    await second.close();
    await rm(dataDir, { recursive: true });
  });

  test("an object carries its headers, metadata and MD5", async () => {
    const sent = await s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "k",
        Body: "hello",
        ContentType: "text/plain",
        Metadata: { producer: "etl" },
      }),
    );
    expect(sent.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "k" }));
    expect(head).toMatchObject({
      ETag: sent.ETag,
      ContentLength: 5,
      ContentType: "text/plain",
      Metadata: { producer: "etl" },
      LastModified: new Date(Date.UTC(2026, 10, 20, 14, 30)),
    });
  });

  test("a streamed upload loses its chunk framing and keeps its bytes", async () => {
    const bytes = Buffer.alloc(300_000, "0123456789");
    await s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "k",
        Body: Readable.from([bytes]),
        ContentLength: bytes.length,
      }),
    );
    expect(emulator.s3.store.read(BUCKET, "k").equals(bytes)).toBe(true);
    expect(await get("k")).toBe(bytes.toString());
  });

  test("bytes that do not match their checksum are refused and not kept", async () => {
    const wrong = s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "k", Body: "hello", ChecksumCRC32: "AAAAAA==" }),
    );
    await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
    expect(keys()).toEqual([]);
  });

  test.each([
    ["bytes=0-1", "01"],
    ["bytes=7-", "789"],
    ["bytes=-3", "789"],
    ["bytes=-99", "0123456789"],
    ["bytes=8-99", "89"],
  ])("the range %s of ten bytes is %s", async (range, expected) => {
    await put("k", "0123456789");
    expect(await get("k", range)).toBe(expected);
  });

  test.each(["bytes=-5", "bytes=0-", "bytes=0-4"])(
    "the range %s of an empty object is refused",
    async (range) => {
      await put("k", Buffer.alloc(0));
      await expect(get("k", range)).rejects.toMatchObject({
        name: "InvalidRange",
        $metadata: { httpStatusCode: 416 },
      });
    },
  );

  test("a write on the condition that nothing is there fails when something is", async () => {
    const create = () =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "k", Body: "x", IfNoneMatch: "*" }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  test("a multipart upload becomes one object when it is completed, and none when it is aborted", async () => {
    const begin = async (Key: string) =>
      (await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))).UploadId as string;
    const parts = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("tail")];
    const UploadId = await begin("big");
    const Parts = [];
    for (const [at, Body] of parts.entries()) {
      const part = { Bucket: BUCKET, Key: "big", UploadId, PartNumber: at + 1, Body };
      const { ETag } = await s3.send(new UploadPartCommand(part));
      Parts.push({ PartNumber: at + 1, ETag });
    }
    const whole = { Bucket: BUCKET, Key: "big", UploadId, MultipartUpload: { Parts } };
    const completed = await s3.send(new CompleteMultipartUploadCommand(whole));
    expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(emulator.s3.store.read(BUCKET, "big").equals(Buffer.concat(parts))).toBe(true);

    const aborted = await begin("none");
    await s3.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: "none", UploadId: aborted }));
    expect(keys()).toEqual(["big"]);
  });

  test("a copy has the bytes and the metadata of its source", async () => {
    const source = { Bucket: BUCKET, Key: "from/a b+c", Body: "bytes", Metadata: { a: "b" } };
    await s3.send(new PutObjectCommand(source));
    const CopySource = `${BUCKET}/${encodeURIComponent("from/a b+c")}`;
    await s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: "to", CopySource }));
    expect(emulator.s3.store.object(BUCKET, "to")).toMatchObject({ size: 5, metadata: { a: "b" } });
  });

  test("removing objects removes their folders too", async () => {
    for (const key of ["a/b/1", "a/b/2", "a/3", "<&>"]) await put(key);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "a/b/1" }));
    const Objects = [{ Key: "a/b/2" }, { Key: "<&>" }, { Key: "never there" }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(Deleted).toEqual(Objects);
    expect(keys()).toEqual(["a/3"]);
    await put("a/b", "a file where a folder was");
    expect(await get("a/b")).toBe("a file where a folder was");
  });
});

describe("listings", () => {
  const listAll = async (input: {
    Prefix?: string;
    Delimiter?: string;
    StartAfter?: string;
    EncodingType?: "url";
  }) => {
    const seen: string[] = [];
    let pages = 0;
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET, ...input })) {
      pages += 1;
      for (const { Prefix } of page.CommonPrefixes ?? []) seen.push(Prefix ?? "");
      for (const { Key } of page.Contents ?? []) seen.push(Key ?? "");
    }
    return { seen: seen.sort(), pages };
  };

  beforeEach(async () => {
    for (const day of [1, 2, 3, 4, 5]) {
      for (const part of ["a", "b"]) await put(`t/day=${day}/${part}`);
    }
    await put("t/readme");
    await put("u");
  });

  test("a prefix and a delimiter give one level, each folder once over all pages", async () => {
    const { pages, seen } = await listAll({ Prefix: "t/", Delimiter: "/" });
    expect(seen).toEqual(["t/day=1/", "t/day=2/", "t/day=3/", "t/day=4/", "t/day=5/", "t/readme"]);
    expect(pages).toBe(2);
  });

  test.each([
    ["", ["t/day=1/a", "t/day=1/b", "t/day=2/a"], undefined],
    ["/", ["t/day=1/", "t/day=2/", "t/day=3/"], "t/day=3/"],
  ])(
    "version 1 has the entries of version 2, page by page (delimiter %j)",
    async (delimiter, first, next) => {
      const asked = { Bucket: BUCKET, Prefix: "t/", ...(delimiter === "" ? {} : { Delimiter: delimiter }) };
      const pages: string[][] = [];
      let page: ListObjectsCommandOutput | undefined;
      do {
        const last = page?.NextMarker ?? page?.Contents?.at(-1)?.Key;
        const Marker: { Marker?: string } = last === undefined ? {} : { Marker: last };
        page = await s3.send(new ListObjectsCommand({ ...asked, ...Marker }));
        if (pages.length === 0) expect(page.NextMarker).toBe(next);
        const entries = [
          ...(page.Contents ?? []),
          ...(page.CommonPrefixes ?? []).map(({ Prefix }) => ({ Key: Prefix })),
        ];
        pages.push(entries.map(({ Key }) => Key!));
      } while (page.IsTruncated);
      expect(pages[0]).toEqual(first);
      expect(pages.flat().sort()).toEqual((await listAll(asked)).seen);
    },
  );

  test("a listing begins after the key it is told", async () => {
    expect((await listAll({ StartAfter: "t/day=5/a" })).seen).toEqual(["t/day=5/b", "t/readme", "u"]);
  });

  test("names come form-encoded when asked for", async () => {
    const { Contents } = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "t/day=1/", EncodingType: "url" }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(["t/day%3D1/a", "t/day%3D1/b"]);
  });

  test("versions are listed over pages: of every object its one version, by which it can be deleted", async () => {
    const pages: string[][] = [];
    let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (markers !== undefined) {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "t/day=1", ...markers, MaxKeys: 1 }),
      );
      pages.push((page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      const { NextKeyMarker = "", NextVersionIdMarker = "" } = page;
      markers = page.IsTruncated
        ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker }
        : undefined;
    }
    expect(pages).toEqual([["t/day=1/a null"], ["t/day=1/b null"]]);
    const Objects = [
      { Key: "t/day=1/a", VersionId: "null" },
      { Key: "t/day=1/b", VersionId: "another" },
    ];
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
    );
    expect(Deleted).toEqual([{ Key: "t/day=1/a", VersionId: "null" }]);
    expect(Errors).toMatchObject([{ Key: "t/day=1/b", Code: "NoSuchVersion" }]);
    expect((await listAll({ Prefix: "t/day=1" })).seen).toEqual(["t/day=1/b"]);
  });

  test("a page is no longer than asked for and counts folders as entries", async () => {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "t/", Delimiter: "/", MaxKeys: 2 }),
    );
    expect(page).toMatchObject({ KeyCount: 2, IsTruncated: true, MaxKeys: 2 });
  });
});

describe("buckets", () => {
  test("buckets are made, seen and located", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "other" }));
    await s3.send(new HeadBucketCommand({ Bucket: "other" }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(["lake", "other"]);
    const location = await s3.send(new GetBucketLocationCommand({ Bucket: "other" }));
    expect(location.LocationConstraint).toBeUndefined();
  });

  test("an empty bucket can be deleted, and no other", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "short-lived" }));
    await s3.send(new PutObjectCommand({ Bucket: "short-lived", Key: "x", Body: "x" }));
    const deletion = () => s3.send(new DeleteBucketCommand({ Bucket: "short-lived" }));
    await expect(deletion()).rejects.toMatchObject({ name: "BucketNotEmpty" });
    await s3.send(new DeleteObjectCommand({ Bucket: "short-lived", Key: "x" }));
    await deletion();
    await expect(deletion()).rejects.toMatchObject({ name: "NoSuchBucket" });
  });

  test("what is missing is refused by S3's own codes", async () => {
    await expect(get("none")).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "none" }))).rejects.toMatchObject({
      name: "NotFound",
    });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: "none" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
  });

  test("a policy that denies everybody s3:PutObject ends all writes; others have no effect", async () => {
    const setPolicy = (...Statement: object[]) =>
      s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify({ Statement }) }));
    const refusal = {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:PutObject"],
      Resource: `arn:aws:s3:::${BUCKET}/*`,
    };
    await setPolicy(refusal);
    await expect(put("k")).rejects.toMatchObject({ name: "AccessDenied" });
    const CopySource = `${BUCKET}/k`;
    await setPolicy({ ...refusal, Condition: { Bool: { "aws:SecureTransport": "false" } } });
    await put("k");
    await setPolicy({ ...refusal, Principal: { AWS: "arn:aws:iam::000000000000:role/etl" } });
    await s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: "copy", CopySource }));
    const unreadable = new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: "{" });
    await expect(s3.send(unreadable)).rejects.toMatchObject({ name: "MalformedPolicy" });
  });

  test("an operation that the emulator lacks fails naming itself", async () => {
    const acl = s3.send(new GetBucketAclCommand({ Bucket: BUCKET }));
    await expect(acl).rejects.toThrow(/the emulator has no S3 GET bucket\?acl; supported: .*PutObject/);
    await put("k", "bytes");
    const tagging = { Bucket: BUCKET, Key: "k", Tagging: { TagSet: [] } };
    await expect(s3.send(new PutObjectTaggingCommand(tagging))).rejects.toThrow(/PUT object\?tagging/);
    expect(await get("k")).toBe("bytes");
  });
});

describe("notifications", () => {
  test("a new configuration is proved by a test event and can be read back", async () => {
    await notify({ prefix: "raw/", suffix: ".parquet" });
    expect(bodies("arrivals")).toMatchObject([
      { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: BUCKET },
    ]);
    const read = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
    expect(read.QueueConfigurations).toEqual([
      {
        Id: "to-arrivals",
        QueueArn: emulator.sqs.get("arrivals").arn,
        Events: ["s3:ObjectCreated:*"],
        Filter: {
          Key: {
            FilterRules: [
              { Name: "Prefix", Value: "raw/" },
              { Name: "Suffix", Value: ".parquet" },
            ],
          },
        },
      },
    ]);
  });

  test("a configuration whose queue is missing is refused", async () => {
    const queues = [
      { QueueArn: "arn:aws:sqs:us-east-1:000000000000:none", Events: ["s3:ObjectCreated:*" as const] },
    ];
    const configuration = { Bucket: BUCKET, NotificationConfiguration: { QueueConfigurations: queues } };
    await expect(s3.send(new PutBucketNotificationConfigurationCommand(configuration))).rejects.toMatchObject(
      {
        name: "InvalidArgument",
      },
    );
  });

  test("a write within the filter is told with its key form-encoded", async () => {
    await notify({ prefix: "ticks/", suffix: ".parquet" });
    await put("ticks/dt=2024-01-02 09%3A30/symbol=BRK.B+x/part 1.parquet", "12345");
    await put("ticks/_SUCCESS");
    await put("other/part 1.parquet");
    const [, ...events] = bodies("arrivals");
    expect(events).toHaveLength(1);
    expect(events[0].Records).toMatchObject([
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: "2026-11-20T14:30:00.123Z",
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: "to-arrivals",
          bucket: { name: BUCKET, arn: "arn:aws:s3:::lake" },
          object: {
            key: "ticks/dt%3D2024-01-02+09%253A30/symbol%3DBRK.B%2Bx/part+1.parquet",
            size: 5,
            eTag: "827ccb0eea8a706c4c34a16891f84e7b",
          },
        },
      },
    ]);
  });

  test("every kind of change has its own event name, and a removal has no size", async () => {
    await notify({}, ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]);
    await put("a");
    await s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: "b", CopySource: `${BUCKET}/a` }));
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "a" }));
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "a" }));
    const records = bodies("arrivals").flatMap((body) => body.Records ?? []);
    expect(records.map((record) => record.eventName)).toEqual([
      "ObjectCreated:Put",
      "ObjectCreated:Copy",
      "ObjectRemoved:Delete",
    ]);
    expect(Object.keys(records[2].s3.object)).toEqual(["key", "sequencer"]);
  });

  test("EventBridge hears raw keys once it is switched on", async () => {
    const heard: object[] = [];
    emulator.s3.onEventBridge((event) => heard.push(event));
    await put("before=1");
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    await put("day=1/a b", "12345");
    emulator.s3.remove(BUCKET, "day=1/a b");
    expect(heard).toMatchObject([
      {
        "detail-type": "Object Created",
        source: "aws.s3",
        time: "2026-11-20T14:30:00Z",
        resources: ["arn:aws:s3:::lake"],
        detail: { bucket: { name: BUCKET }, object: { key: "day=1/a b", size: 5 }, reason: "PutObject" },
      },
      {
        "detail-type": "Object Deleted",
        detail: { reason: "DeleteObject", "deletion-type": "Permanently Deleted" },
      },
    ]);
  });

  test("delivery repeats and reorders events on request, alike for one seed", async () => {
    const runOnce = async () => {
      emulator.sqs.create("arrivals").purge();
      await notify();
      emulator.sqs.get("arrivals").purge();
      emulator.s3.deliver = { duplicate: 0.3, shuffle: true, seed: 7 };
      for (let at = 0; at < 30; at++) emulator.s3.put(BUCKET, `k${at}`, "x");
      emulator.s3.deliver = {};
      return bodies("arrivals").map((body) => body.Records[0].s3.object.key as string);
    };
    const first = await runOnce();
    expect(new Set(first).size).toBe(30);
    expect(first.length).toBeGreaterThan(30);
    expect(first.filter((key, at) => first.indexOf(key) === at)).not.toEqual(
      Array.from({ length: 30 }, (_, at) => `k${at}`),
    );
    expect(await runOnce()).toEqual(first);
  });
});
