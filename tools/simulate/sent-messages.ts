/** What was sent to the functions, and what each message must come to. */
import type { MadeKey } from "./keys.ts";

export interface WrittenObject {
  readonly id: number;
  readonly made: MadeKey;
  /** Milliseconds since 1970, by the story's clock. */
  readonly writtenAt: number;
  /** The same as S3's clock has it. */
  readonly told: number;
  /** Has a message that told of it come to a good end? */
  isSettled: boolean;
}

export type SentRecord =
  | {
      readonly kind: "created";
      readonly object: WrittenObject;
      readonly time: string;
      readonly archived: boolean;
    }
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed" };

/** A crawl request, in the words of its message. */
export interface CrawlRequestBody {
  readonly dataset: string;
  readonly through: number;
  readonly since: number;
}

/** The meaning of a body. */
export interface SentMessage {
  readonly body: string;
  readonly records: readonly SentRecord[];
  readonly request: CrawlRequestBody | undefined;
  /** When it first came to a queue, and whether an operator sent it again. */
  readonly firstSeen: number;
  readonly sentAt: number;
  readonly replayed: boolean;
}

/** One receipt of a message by an invocation. */
export interface Delivery {
  readonly id: string;
  readonly message: SentMessage;
  readonly receivedAt: number;
}

/** Read without the product's help, which may be broken. */
export function crawlRequestOf(body: string): CrawlRequestBody | undefined {
  if (!body.includes("crawl-due")) return undefined;
  const { dataset, through, since } = JSON.parse(body);
  return { dataset, through: Date.parse(through), since: Date.parse(since) };
}
