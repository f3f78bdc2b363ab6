/** Stands between a function and the local stack, and writes down every call that passes. */
import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as it went over the wire. */
export interface WireCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly answer: string;
}

export interface Recorder {
  /** Takes the place of the stack's. */
  readonly endpoint: string;
  /** In the order of their answers. */
  readonly calls: readonly WireCall[];
  close(): Promise<void>;
}

export async function record(stackEndpoint: string): Promise<Recorder> {
  const calls: WireCall[] = [];
  const server = createServer((incoming, outgoing) => {
    forward(stackEndpoint, incoming)
      .then(({ call, headers, bytes }) => {
        calls.push(call);
        outgoing.writeHead(call.status, headers).end(bytes);
      })
      // The caller sees a connection that broke, as it would without a recorder.
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forward(endpoint: string, incoming: IncomingMessage) {
  const body = await bytesOf(incoming);
  const { method = "GET", url = "/", headers } = incoming;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { host: _, ...others } = headers;
    send(`${endpoint}${url}`, { method, headers: others, agent: false }, resolve)
      .on("error", reject)
      .end(body);
  });
  const bytes = await bytesOf(answer);
  const { connection: _, "transfer-encoding": __, ...kept } = answer.headers;
  const status = answer.statusCode ?? 0;
  const call: WireCall = { method, url, headers, body: body.toString(), status, answer: bytes.toString() };
  return { call, headers: kept, bytes };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
