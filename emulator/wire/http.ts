/** The one listener of the emulator: reads a request, lets faults strike, has it carried out, logs and answers. */
import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { type Fault, type Faults, refusalOf } from "./faults.ts";
import { isAllowedHost, refusedHostCall } from "./host-check.ts";
import { jsonCall, unsupportedCall } from "./json-protocol.ts";
import { queryCall } from "./query-protocol.ts";
import { AwsError, type JsonService, type QueryService } from "./service.ts";
import { type Call, header, type Protocol, type WireRequest, type WireResponse } from "./wire.ts";

/** An address, not "localhost": with a name the SDK asks DNS for `<bucket>.localhost`, which most machines lack. */
export const HOST = "127.0.0.1";

/** Requests kept in the log; the oldest fall out. */
const LOGGED_REQUESTS = 50_000;

export interface LoggedRequest {
  readonly service: string;
  readonly operation: string;
  /** Epoch milliseconds by the emulator's clock. */
  readonly at: number;
  /** HTTP status as answered; 0 when the caller got no answer at all. */
  readonly status: number;
  /** Bytes of the request's body. */
  readonly inputBytes: number;
}

export interface ListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Read at every request, so that services may be added while the listener runs. */
  readonly services: readonly JsonService[];
  /** Those of the AWS query protocol. Default: none. */
  readonly queryServices?: readonly QueryService[];
  /** Those of the REST JSON protocol: each answers undefined to a request that is not its own. Default: none. */
  readonly restServices?: readonly ((request: WireRequest) => Call | undefined)[];
  /** Serves whatever has no X-Amz-Target. */
  readonly rest: Protocol;
}

export interface Listener {
  readonly port: number;
  /** In the order of answering, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Ends every connection, answered or not. */
  close(): Promise<void>;
}

/** Another process listens on the port already. */
export class PortTakenError extends Error {
  readonly code = "PORT_TAKEN";
  readonly port: number;
  constructor(port: number, cause: unknown) {
    super(`port ${port} on ${HOST} is taken; choose another or stop what listens there`, { cause });
    this.name = "PortTakenError";
    this.port = port;
  }
}

export async function listen(options: ListenerOptions): Promise<Listener> {
  const requests: LoggedRequest[] = [];
  const log = (entry: LoggedRequest) => {
    requests.push(entry);
    if (requests.length > LOGGED_REQUESTS) requests.shift();
  };
  const server = createServer((incoming, outgoing) => {
    // Only a connection that broke under us ends here: there is nobody left to answer.
    serve(options, log, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  // Clients keep connections open; a server that hangs up on them first makes their next call fail now and then.
  server.keepAliveTimeout = 0;
  await opened(server, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortTakenError(port, error) : error);
    });
    server.listen(port, HOST, () => resolve());
  });
}

async function serve(
  options: ListenerOptions,
  log: (entry: LoggedRequest) => void,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const call = understand(options, request);
  const { fault, latencyMs } = options.faults.meet(`${call.service}.${call.operation}`);
  const answer = fault?.kind === "no-answer" ? undefined : await carryOut(call, fault);
  if (latencyMs > 0) await delay(latencyMs, undefined, { ref: false });
  const broken = fault?.kind === "disconnect-after-commit";
  log({
    service: call.service,
    operation: call.operation,
    at: options.clock.now(),
    status: answer === undefined || broken ? 0 : answer.status,
    inputBytes: request.body.length,
  });
  if (broken) incoming.socket.destroy();
  else if (answer !== undefined) write(answer, outgoing);
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark === -1 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1)),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function understand(options: ListenerOptions, request: WireRequest): Call {
  if (!isAllowedHost(request.headers)) return refusedHostCall(request);
  const target = header(request.headers, "x-amz-target");
  if (target !== undefined) return jsonCall(options.services, target, request);
  for (const service of options.restServices ?? []) {
    const call = service(request);
    if (call !== undefined) return call;
  }
  return queryCall(options.queryServices ?? [], request) ?? unsupportedCall(request) ?? options.rest(request);
}

async function carryOut(call: Call, fault: Fault | undefined): Promise<WireResponse> {
  if (fault?.kind === "throttle" || fault?.kind === "error")
    return call.refuse(refusalOf(fault, call.service));
  try {
    const answer = await call.run();
    return fault?.kind === "timeout-after-commit" ? call.refuse(refusalOf(fault, call.service)) : answer;
  } catch (error) {
    return call.refuse(error instanceof AwsError ? error : defect(call, error));
  }
}

/** A mistake in the emulator itself, not in the request: the answer carries where it happened. */
function defect(call: Call, error: unknown): AwsError {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError(
    "InternalFailure",
    `the emulator failed in ${call.service}.${call.operation}: ${story}`,
    500,
  );
}

function write(answer: WireResponse, outgoing: ServerResponse): void {
  const { body, headers, status } = answer;
  if (body === undefined) {
    outgoing.writeHead(status, headers).end();
  } else if (typeof body === "string" || Buffer.isBuffer(body)) {
    outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
  } else {
    outgoing.writeHead(status, { ...headers, "content-length": body.end - body.start });
    if (body.end === body.start) outgoing.end();
    else
      createReadStream(body.file, { start: body.start, end: body.end - 1 })
        .on("error", () => outgoing.destroy())
        .pipe(outgoing);
  }
}
