/** Uploads in parts, as those who have begun, copied or lost one see them; and what proves the bytes of an upload. */
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ObjectAttributes,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { CHECKSUMS } from "../../emulator/s3/checksums.ts";

const BUCKET = "lake";
const BEGAN = new Date(Date.UTC(2026, 10, 20, 14, 30));
/** Bytes of every part but the last, at least. */
const PART = 5 * 1024 * 1024;

let emulator: Emulator;
let s3: S3Client;

beforeEach(async () => {
  emulator = await startEmulator({ clock: new VirtualClock(BEGAN.getTime()), pageSize: 2 });
  s3 = new S3Client({ ...clientConfig(emulator), maxAttempts: 1 });
  emulator.s3.store.createBucket(BUCKET);
});

afterEach(async () => {
  s3.destroy();
  await emulator.close();
});

async function begin(Key: string): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
  return UploadId!;
}

describe("uploads under way", () => {
  test("are listed over pages, by key and then in the order of their beginning, until they end", async () => {
    const [b, a1, a2, other] = [await begin("t/b"), await begin("t/a"), await begin("t/a"), await begin("u")];
    const seen: unknown[] = [];
    let page: ListMultipartUploadsCommandOutput | undefined;
    do {
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page ?? {};
      const asked = { Bucket: BUCKET, Prefix: "t/", KeyMarker, UploadIdMarker };
      page = await s3.send(new ListMultipartUploadsCommand(asked));
      seen.push((page.Uploads ?? []).map(({ Key, UploadId }) => [Key, UploadId]));
      expect(page.Uploads?.[0]?.Initiated).toEqual(BEGAN);
    } while (page.IsTruncated);
    expect(seen).toEqual([
      [
        ["t/a", a1],
        ["t/a", a2],
      ],
      [["t/b", b]],
    ]);
    await s3.send(
      new UploadPartCommand({ Bucket: BUCKET, Key: "u", UploadId: other, PartNumber: 1, Body: "x" }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: '"9dd4e461268c8034f5c8564e155c67a6"' }] };
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: "u", UploadId: other, MultipartUpload }),
    );
    expect(
      (await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: "u" }))).Uploads,
    ).toBeUndefined();
  });

  test("are listed on from one that was aborted meanwhile", async () => {
    const [, second, third] = [await begin("a"), await begin("a"), await begin("a")];
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(page.NextUploadIdMarker).toBe(second);
    await s3.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: "a", UploadId: second }));
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    const rest = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: BUCKET, KeyMarker, UploadIdMarker }),
    );
    expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([third]);
  });

  test("are refused with a delimiter, which nobody here sends", async () => {
    const asked = s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Delimiter: "/" }));
    await expect(asked).rejects.toMatchObject({ name: "NotImplemented" });
  });

  test("have parts, which are listed over pages by their numbers", async () => {
    const UploadId = await begin("big");
    for (const PartNumber of [7, 2, 9]) {
      await s3.send(new UploadPartCommand({ Bucket: BUCKET, Key: "big", UploadId, PartNumber, Body: "x" }));
    }
    const first = await s3.send(new ListPartsCommand({ Bucket: BUCKET, Key: "big", UploadId }));
    expect(first.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([2, 7]);
    expect(first.Parts?.[0]).toMatchObject({
      Size: 1,
      ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
      LastModified: BEGAN,
    });
    const PartNumberMarker = first.NextPartNumberMarker;
    const rest = await s3.send(
      new ListPartsCommand({ Bucket: BUCKET, Key: "big", UploadId, PartNumberMarker }),
    );
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([9]);
    expect([first.IsTruncated, rest.IsTruncated]).toEqual([true, false]);
  });
});

describe("a part that is copied", () => {
  const copy = (UploadId: string, PartNumber: number, CopySourceRange?: string, CopySourceIfMatch?: string) =>
    s3.send(
      new UploadPartCopyCommand({
        ...{ Bucket: BUCKET, Key: "to", UploadId, PartNumber, CopySource: `${BUCKET}/from%20here` },
        ...(CopySourceRange === undefined ? {} : { CopySourceRange }),
        ...(CopySourceIfMatch === undefined ? {} : { CopySourceIfMatch }),
      }),
    );

  test("is a range of another object, or all of it", async () => {
    const source = Buffer.concat([Buffer.alloc(PART, "a"), Buffer.from("tail")]);
    emulator.s3.put(BUCKET, "from here", source);
    const UploadId = await begin("to");
    const answers = [
      await copy(UploadId, 1, `bytes=0-${PART - 1}`),
      await copy(UploadId, 2, `bytes=${PART}-${PART + 3}`),
    ];
    const Parts = answers.map(({ CopyPartResult }, at) => ({
      PartNumber: at + 1,
      ETag: CopyPartResult!.ETag,
    }));
    const whole = { Bucket: BUCKET, Key: "to", UploadId, MultipartUpload: { Parts } };
    await s3.send(new CompleteMultipartUploadCommand(whole));
    expect(emulator.s3.store.read(BUCKET, "to").equals(source)).toBe(true);
    const all = await begin("to");
    await copy(all, 1);
    const listed = await s3.send(new ListPartsCommand({ Bucket: BUCKET, Key: "to", UploadId: all }));
    expect(listed.Parts?.[0]?.Size).toBe(source.length);
  });

  test.each(["bytes=0-4", "bytes=2-", "bytes=-2", "bytes=3-2"])(
    "is refused of %s, four bytes being there",
    async (range) => {
      emulator.s3.put(BUCKET, "from here", "four");
      await expect(copy(await begin("to"), 1, range)).rejects.toMatchObject({ name: "InvalidArgument" });
    },
  );

  test("is refused if its source has changed since the caller saw it, and so is a whole copy", async () => {
    const { eTag } = emulator.s3.put(BUCKET, "from here", "old");
    emulator.s3.put(BUCKET, "from here", "new");
    const refused = { name: "PreconditionFailed" };
    await expect(copy(await begin("to"), 1, undefined, eTag)).rejects.toMatchObject(refused);
    const whole = { Bucket: BUCKET, Key: "to", CopySource: `${BUCKET}/from%20here`, CopySourceIfMatch: eTag };
    await expect(s3.send(new CopyObjectCommand(whole))).rejects.toMatchObject(refused);
  });
});

/** Of "123456789", as the catalogue of CRCs and the standards of the others have them. */
const DIGITS = {
  CRC32: "cbf43926",
  CRC32C: "e3069283",
  CRC64NVME: "ae8b14860a799888",
  SHA1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
  SHA256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
};

describe.each(Object.entries(DIGITS))("the checksum %s", (algorithm, digits) => {
  const value = Buffer.from(digits, "hex").toString("base64");
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
  const put = (checksum: string) =>
    s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "k",
        Body: "123456789",
        [`Checksum${algorithm}`]: checksum,
      }),
    );

  test("is computed as its standard says", () => {
    expect(CHECKSUMS[header]?.(Buffer.from("123456789"))).toBe(value);
  });

  test("is kept with the object and told to who asks; another is refused", async () => {
    await put(value);
    const asked = { Bucket: BUCKET, Key: "k", ChecksumMode: "ENABLED" } as const;
    expect(await s3.send(new GetObjectCommand(asked))).toMatchObject({ [`Checksum${algorithm}`]: value });
    const wrong = Buffer.from(digits.replace(/./, "0"), "hex").toString("base64");
    await expect(put(wrong)).rejects.toMatchObject({ name: "BadDigest" });
  });
});

test("an object has no tags", async () => {
  emulator.s3.put(BUCKET, "k", "bytes");
  const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: "k" }));
  expect(TagSet).toEqual([]);
});

test("an object's attributes are told, those that were asked for", async () => {
  emulator.s3.put(BUCKET, "k", "bytes");
  const ask = (...names: string[]) =>
    s3.send(
      new GetObjectAttributesCommand({
        Bucket: BUCKET,
        Key: "k",
        ObjectAttributes: names as ObjectAttributes[],
      }),
    );
  const { LastModified, $metadata: _, ...told } = await ask("ETag", "ObjectSize", "StorageClass");
  expect(told).toEqual({
    ETag: createHash("md5").update("bytes").digest("hex"),
    ObjectSize: 5,
    StorageClass: "STANDARD",
  });
  expect(LastModified).toBeInstanceOf(Date);
  expect((await ask("Checksum")).Checksum).toBeUndefined();
  await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: "k", Body: "bytes", ChecksumAlgorithm: "SHA256" }),
  );
  expect((await ask("Checksum")).Checksum).toEqual({
    ChecksumSHA256: createHash("sha256").update("bytes").digest("base64"),
    ChecksumType: "FULL_OBJECT",
  });
  await expect(ask("Colour")).rejects.toMatchObject({ name: "InvalidArgument", message: /Colour/ });
});
