/**
 * Requests that a web page makes a browser send to this machine. The listener is bound to the loopback address, but a
 * page's name can be made to lead there (DNS rebinding), and a page may post forms to any address. Both are told by
 * headers that no page can change.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Call, WireRequest } from "./wire.ts";

/**
 * 127.0.0.1, [::1], localhost, as S3 clients name a bucket (bucket.localhost), and as containers name the machine they
 * run on: nobody can have a public name below `internal`. With or without a port.
 */
const HERE =
  /^(?:(?:[\w-]+\.)*(?:localhost|127(?:\.\d{1,3}){3}|host\.(?:docker|containers)\.internal)|\[::1\])\.?(?::\d{1,5})?$/i;

/** Is a request for this machine by name, and of no page of elsewhere? Only browsers send an origin. */
export function isAllowedHost({ host, origin }: IncomingHttpHeaders): boolean {
  if (host === undefined || !HERE.test(host)) return false;
  return origin === undefined || HERE.test(origin.replace(/^https?:\/\//i, ""));
}

/** A call that is refused, whatever it asks. */
export function refusedHostCall({ headers: { host = "none", origin } }: WireRequest): Call {
  const named = `Host ${JSON.stringify(host)}${origin === undefined ? "" : `, Origin ${JSON.stringify(origin)}`}`;
  const body = `The emulator answers requests for this machine alone (localhost, 127.0.0.1, [::1]), got ${named}.\n`;
  const answer = { status: 403, headers: { "content-type": "text/plain; charset=utf-8" }, body };
  return { service: "local", operation: "HostCheck", run: async () => answer, refuse: () => answer };
}
