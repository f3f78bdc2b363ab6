import { Readable } from "node:stream";
import { GetObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { s3FileReader } from "../../shared/guard/s3-file-reader-adapter.ts";

const s3 = mockClient(S3Client);
const files = s3FileReader(new S3Client({}));
const { signal } = new AbortController();
const version = { bucket: "lake", key: "k", eTag: '"1"' };

beforeEach(() => {
  s3.reset();
});

const refusal = (name: string, httpStatusCode: number, message = name) =>
  new S3ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode } });

const body = (bytes: Uint8Array) => {
  const stream = Readable.from([bytes]);
  return Object.assign(stream, { transformToByteArray: async () => bytes }) as never;
};

describe("the end of an object", () => {
  test("comes with its size, its version and its time", async () => {
    s3.on(GetObjectCommand, { Bucket: "lake", Key: "k", Range: "bytes=-4" }).resolves({
      Body: body(Buffer.from("PAR1")),
      ContentLength: 4,
      ContentRange: "bytes 96-99/100",
      ETag: '"1"',
      LastModified: new Date("2026-11-20T21:05:12Z"),
    });
    expect(await files.tail("lake", "k", 4, signal)).toEqual({
      ...version,
      bytes: Buffer.from("PAR1"),
      size: 100,
      modified: "2026-11-20T21:05:12.000Z",
    });
  });

  test.each([
    ["NoSuchKey", 404, "gone"],
    ["InvalidObjectState", 403, "archived"],
  ])("%s is %s: %s", async (name, status, expected) => {
    s3.on(GetObjectCommand).rejects(refusal(name, status));
    expect(await files.tail("lake", "k", 4, signal)).toBe(expected);
  });

  test("of an object without bytes is empty", async () => {
    s3.on(GetObjectCommand).rejects(refusal("InvalidRange", 416));
    expect(await files.tail("lake", "k", 4, signal)).toMatchObject({ size: 0, bytes: new Uint8Array() });
  });

  test.each([
    [
      "AccessDenied",
      403,
      "User: role/guard is not authorized to perform: kms:Decrypt on key/1",
      "DECRYPT_DENIED",
      false,
    ],
    ["KMS.DisabledException", 400, "key/1 is disabled", "DECRYPT_DENIED", false],
    ["AccessDenied", 403, "Access Denied", "STORE_REFUSED", false],
    ["SlowDown", 503, "Please reduce your request rate.", "STORE_REFUSED", true],
    ["InternalError", 500, "We encountered an internal error.", "STORE_REFUSED", true],
  ])("is not known where S3 answers %s (%s): %s", async (name, status, message, code, retryable) => {
    s3.on(GetObjectCommand).rejects(refusal(name, status, message));
    await expect(files.tail("lake", "k", 4, signal)).rejects.toMatchObject({ code, retryable });
  });

  test("that S3 sends whole, against the Range, is not read", async () => {
    s3.on(GetObjectCommand).resolves({ Body: body(Buffer.alloc(10)), ContentLength: 10 });
    await expect(files.tail("lake", "k", 4, signal)).rejects.toThrow("10 bytes instead of 4");
  });

  test("that does not come in time is told as such", async () => {
    const late = AbortSignal.abort();
    s3.on(GetObjectCommand).rejects(new Error("aborted"));
    await expect(files.tail("lake", "k", 4, late)).rejects.toMatchObject({
      code: "DEADLINE",
      retryable: true,
    });
  });
});

describe("a range", () => {
  test("is asked of the version that was seen", async () => {
    s3.on(GetObjectCommand, { Range: "bytes=2-5", IfMatch: '"1"' }).resolves({ Body: body(Buffer.alloc(4)) });
    expect(await files.range(version, 2, 5, signal)).toHaveLength(4);
  });

  test.each([
    ["PreconditionFailed", 412],
    ["NoSuchKey", 404],
    ["InvalidRange", 416],
  ])("of another version has changed: %s", async (name, status) => {
    s3.on(GetObjectCommand).rejects(refusal(name, status));
    expect(await files.range(version, 2, 5, signal)).toBe("changed");
  });

  test("that is cut off is no range", async () => {
    s3.on(GetObjectCommand).resolves({ Body: body(Buffer.alloc(3)) });
    await expect(files.range(version, 2, 5, signal)).rejects.toMatchObject({ code: "STORE_REFUSED" });
  });
});
