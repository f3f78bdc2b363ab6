/**
 * Stands before the local stack, and gives Glue's answers to reads again as they were first given: a stack that is at
 * work on the other core slows down what is measured, by a part that differs from second to second.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedAnswers {
  readonly endpoint: string;
  /** Requests so far, by operation: "BatchGetPartition" → 12 */
  readonly requests: ReadonlyMap<string, number>;
  /** From now on a read that was answered before is answered the same. */
  freeze(): void;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What reads, and nothing else, may be answered from a record. */
const READS = /^AWSGlue\.(BatchGetPartition|GetTable)$/;

/** Headers that the next connection writes for itself. */
const OF_A_CONNECTION = new Set(["host", "connection", "content-length"]);

export async function recordAnswers(stack: string): Promise<RecordedAnswers> {
  const answers = new Map<string, Answer>();
  const requests = new Map<string, number>();
  let frozen = false;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const body = await bytesOf(request);
    const target = String(request.headers["x-amz-target"]);
    const operation = target.slice(target.indexOf(".") + 1);
    requests.set(operation, (requests.get(operation) ?? 0) + 1);
    const asked = `${target} ${body.toString("latin1")}`;
    const known = frozen ? answers.get(asked) : undefined;
    if (known !== undefined) return known;
    const given = await ask(stack, request, body);
    if (READS.test(target) && given.status === 200) answers.set(asked, given);
    return given;
  }

  const server: Server = createServer((request, response) => {
    answer(request).then(
      ({ status, contentType, body }) => {
        response.writeHead(status, { "content-type": contentType, "content-length": body.length });
        response.end(body);
      },
      (error) => response.destroy(error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    freeze: () => {
      frozen = true;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function ask(stack: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_A_CONNECTION.has(name));
  const response = await fetch(new URL(request.url ?? "/", stack), {
    method: request.method ?? "POST",
    headers: headers as [string, string][],
    body,
  });
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "application/x-amz-json-1.1",
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
