/** `try s3://…` against a stand-in of S3: each refusal is one message that says what to do, and ends with exit code 3 or 2. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exporting, registrar } from "./run.ts";

const error = (code: string, message: string, more = "") =>
  `<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
const page = (key: string) =>
  `<ListBucketResult><Contents><Key>${key}</Key><Size>9</Size><ETag>"e"</ETag></Contents></ListBucketResult>`;
const elsewhere = "must be addressed using the specified endpoint.";

/** Status, text and headers of what a bucket answers to a listing. */
const LISTINGS: Readonly<Record<string, readonly [number, string, Record<string, string>?]>> = {
  none: [404, error("NoSuchBucket", "The specified bucket does not exist.")],
  denied: [403, error("AccessDenied", "no identity-based policy allows the s3:ListBucket action")],
  moved: [301, error("PermanentRedirect", elsewhere), { "x-amz-bucket-region": "eu-west-1" }],
  hidden: [301, error("PermanentRedirect", elsewhere)],
  signed: [400, error("AuthorizationHeaderMalformed", "malformed.", "<Region>eu-west-1</Region>")],
  expired: [400, error("ExpiredToken", "The provided token has expired.")],
  unreadable: [200, page("orders/day=2026-11-20/a")],
};

let server: Server;
let temporary: string;
let restore: () => void;

beforeAll(async () => {
  server = createServer(({ method, url = "" }, response) => {
    const [, bucket = "", query = ""] = /^\/([^/?]+)\/?.*?(\?.*)?$/.exec(url) ?? [];
    const isListing = method === "GET" && query.includes("list-type=2");
    // Of all else, who calls (POST) and objects (GET), nothing may be seen.
    const [status, text, headers] = isListing ? LISTINGS[bucket]! : [403, error("AccessDenied", "denied")];
    response.writeHead(status, { "content-type": "application/xml", ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  temporary = mkdtempSync(join(tmpdir(), "registrar-test-"));
  restore = exporting({
    TMPDIR: temporary,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
  });
});

afterAll(() => {
  restore();
  rmSync(temporary, { recursive: true });
  server.closeAllConnections();
  server.close();
});

test.each([
  ["none", 3, "STORE_REFUSED", "aws s3 ls lists the buckets of the account"],
  ["denied", 3, "STORE_REFUSED", "It takes s3:ListBucket on arn:aws:s3:::denied and s3:GetObject on"],
  ["unreadable", 3, "STORE_REFUSED", "s3:GetObject on arn:aws:s3:::unreadable/orders/*"],
  ["moved", 3, "STORE_REFUSED", "endpoint. The bucket is in eu-west-1: export AWS_REGION=eu-west-1"],
  ["signed", 3, "STORE_REFUSED", "The bucket is in eu-west-1: export AWS_REGION=eu-west-1"],
  ["hidden", 3, "STORE_REFUSED", "aws s3api head-bucket --bucket hidden tells which"],
  ["expired", 2, "NO_CREDENTIALS", "- log in (aws sso login), or export AWS_PROFILE"],
])("a bucket that is %s ends with exit code %i, %s and what to do", async (bucket, code, name, advice) => {
  const ended = await registrar("try", `s3://${bucket}/orders/`);
  expect(ended).toMatchObject({ code, out: "" });
  expect(ended.notes).toContain(advice);
  expect(ended.notes).toMatch(new RegExp(`^${name} {2}`, "m"));
  expect(ended.notes).not.toMatch(/^ +at /m);
  expect(readdirSync(temporary)).toEqual([]);
});

test("without any credentials it ends with exit code 2, and says how to get some", async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  const back = exporting({ AWS_EC2_METADATA_DISABLED: "true", AWS_SHARED_CREDENTIALS_FILE: "/nowhere" });
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  try {
    const { code, notes } = await registrar("try", "s3://any/orders/");
    expect(code).toBe(2);
    expect(notes).toMatch(
      /^NO_CREDENTIALS {2}AWS credentials are missing.*\n {2}- ListObjectsV2 .* Could not load credentials.*\n {2}- log in /m,
    );
  } finally {
    back();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
  }
});
