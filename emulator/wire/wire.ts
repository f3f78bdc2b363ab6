/** What passes between the listener (http.ts) and the three protocols it speaks: AWS JSON, the query protocol and rest-xml. */
import type { IncomingHttpHeaders } from "node:http";
import type { AwsError } from "./service.ts";

export interface WireRequest {
  readonly method: string;
  /** As sent, still percent-encoded: `..` and `//` are part of S3 keys and must not be tidied up. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Part of a file; `end` is the offset after the last byte. */
export interface FileSlice {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | FileSlice;
}

/** One request, understood but not yet carried out. */
export interface Call {
  /** "AWSGlue", "AmazonSQS", "S3": with the operation it names the call in faults and in the request log. */
  readonly service: string;
  readonly operation: string;
  run(): Promise<WireResponse>;
  /** Renders a refusal the way the service's own clients read it. */
  refuse(error: AwsError): WireResponse;
}

/** Understands a request. Never throws: what it cannot serve becomes a call that refuses itself. */
export type Protocol = (request: WireRequest) => Call;

/** The service for which a request is signed: "s3". https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signedFor({ headers }: Pick<WireRequest, "headers">): string | undefined {
  return SIGNED_FOR.exec(header(headers, "authorization") ?? "")?.[1];
}

/** The scope of a signature. */
const SIGNED_FOR = /Credential=[^,]*\/\d{8}\/[^/,]+\/([^/,]+)\/aws4_request/;

/** One header's value; Node gives repeated headers as a list. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
