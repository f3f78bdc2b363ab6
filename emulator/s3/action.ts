/** What every S3 action gets and gives. */
import type { WireRequest, WireResponse } from "../wire/wire.ts";
import type { S3Events } from "./events.ts";
import type { Expirations } from "./expirations.ts";
import type { S3Store } from "./store.ts";
import type { Uploads } from "./uploads.ts";

export interface S3Request extends WireRequest {
  /** Empty when the request is about the service. */
  readonly bucket: string;
  /** Decoded; empty when the request is about the bucket. */
  readonly key: string;
}

/** What an action works on. */
export interface S3Parts {
  readonly store: S3Store;
  readonly events: S3Events;
  readonly uploads: Uploads;
  readonly expirations: Expirations;
  readonly region: string;
  /** Most entries of a page, whatever the caller asks for: small in tests, so that they cross a page. */
  readonly pageSize: () => number;
}

/** Changes the store and answers, or throws AwsError. */
export type S3Action = (s3: S3Parts, request: S3Request) => WireResponse;

const EMPTY: Readonly<Record<string, string>> = {};

export function emptyAnswer(status: number, headers = EMPTY): WireResponse {
  return { status, headers };
}

export function xmlAnswer(document: string): WireResponse {
  return { status: 200, headers: { "content-type": "application/xml" }, body: document };
}
