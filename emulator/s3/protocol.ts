/** S3's rest-xml protocol, path style: `/<bucket>/<key>`. Signatures are not looked at. */
import { randomUUID } from "node:crypto";
import { AwsError } from "../wire/service.ts";
import { type Call, header, type Protocol, type WireRequest, type WireResponse } from "../wire/wire.ts";
import type { S3Parts, S3Request } from "./action.ts";
import { actions } from "./actions.ts";
import { routes, SUB_RESOURCES } from "./routes.ts";
import { documentOf, element } from "./xml.ts";

export function s3Protocol(s3: S3Parts): Protocol {
  return (request): Call => {
    const name = routeName(request);
    const operation = routes[name];
    return {
      service: "S3",
      operation: operation ?? name,
      refuse: (error) => refusal(request, error),
      run: async () => {
        if (operation === undefined) throw unknown(name);
        const { headers, ...answer } = actions[operation](s3, addressed(request));
        return { ...answer, headers: { ...headers, ...identity() } };
      },
    };
  };
}

function routeName(request: WireRequest): string {
  const [bucket, key] = split(request.path);
  const about = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const copies = request.method === "PUT" && header(request.headers, "x-amz-copy-source") !== undefined;
  const subResource = [...request.query.keys()].find((name) => SUB_RESOURCES.has(name));
  const which = subResource === undefined ? "" : `?${subResource}`;
  return `${request.method} ${about}${which}${copies ? " from object" : ""}`;
}

/** No URL parser here: it would resolve the `..` that S3 takes as part of the key. */
function split(path: string): [bucket: string, key: string] {
  const slash = path.indexOf("/", 1);
  return slash === -1 ? [path.slice(1), ""] : [path.slice(1, slash), path.slice(slash + 1)];
}

function addressed(request: WireRequest): S3Request {
  const [bucket, key] = split(request.path);
  try {
    return { ...request, bucket, key: decodeURIComponent(key) };
  } catch {
    throw new AwsError("InvalidURI", `Couldn't parse the specified URI: ${request.path}`);
  }
}

function unknown(name: string): AwsError {
  const supported = Object.keys(actions).sort();
  return new AwsError(
    "NotImplemented",
    `the emulator has no S3 ${name}; supported: ${supported.join(", ")}`,
    501,
  );
}

function refusal(request: WireRequest, error: AwsError): WireResponse {
  const identifiers = identity();
  const headers = { "content-type": "application/xml", ...identifiers };
  // An answer to HEAD has no body: clients see the status alone, as with S3.
  if (request.method === "HEAD") return { status: error.status, headers };
  const body = documentOf("Error", [
    element("Code", error.code),
    element("Message", error.message),
    element("Resource", request.path),
    element("RequestId", identifiers["x-amz-request-id"]),
  ]).replace(/ xmlns="[^"]*"/, "");
  return { status: error.status, headers, body };
}

function identity() {
  const id = randomUUID();
  return { "x-amz-request-id": id, "x-amz-id-2": id };
}
