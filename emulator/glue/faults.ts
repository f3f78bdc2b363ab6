/** Faults that a test asks of the catalog itself; those of the connection belong to the listener. */

import type { BackfillErrorCode } from "@aws-sdk/client-glue";
import { AwsError } from "../wire/service.ts";

/** Chooses partitions by their values, in the order of the table's keys. */
export type Choice = readonly string[] | ((values: readonly string[]) => boolean);

export interface ItemError {
  readonly item: Choice;
  readonly code: string;
  readonly message: string;
  /** How many reports before the fault is spent; 1 unless told. */
  readonly times?: number;
}

export class GlueFaults {
  readonly #itemErrors: { fault: ItemError; left: number }[] = [];
  readonly #rejections: { item: Choice; refusal: AwsError }[] = [];
  readonly #crawlFailures: { crawler: string; reason: string; left: number }[] = [];
  readonly #indexFailures: { index: string; code: BackfillErrorCode; left: number }[] = [];
  #unprocessed = 0;

  /** BatchCreatePartition leaves the item out and reports it in Errors. */
  itemError(fault: ItemError): void {
    this.#itemErrors.push({ fault, left: fault.times ?? 1 });
  }

  /** Creating partitions is refused as a whole while such an item is in the call, until `clear`. */
  rejectItem(item: Choice, code: string, message: string): void {
    this.#rejections.push({ item, refusal: new AwsError(code, message) });
  }

  /** The next BatchGetPartition leaves its last `count` keys in UnprocessedKeys. */
  unprocessedKeys(count: number): void {
    this.#unprocessed = count;
  }

  /** The next `times` runs of the crawler to start end FAILED, for this reason. */
  crawlFails(crawler: string, reason: string, times = 1): void {
    this.#crawlFailures.push({ crawler, reason, left: times });
  }

  /** The next `times` partition indexes of this name to be made end FAILED, with this code of Glue's. */
  indexFails(index: string, code: BackfillErrorCode = "INTERNAL_ERROR", times = 1): void {
    this.#indexFailures.push({ index, code, left: times });
  }

  clear(): void {
    this.#itemErrors.length = 0;
    this.#rejections.length = 0;
    this.#crawlFailures.length = 0;
    this.#indexFailures.length = 0;
    this.#unprocessed = 0;
  }

  takeItemError(values: readonly string[]): AwsError | undefined {
    const found = this.#itemErrors.find(({ fault, left }) => left > 0 && chosen(fault.item, values));
    if (found === undefined) return undefined;
    found.left -= 1;
    return new AwsError(found.fault.code, found.fault.message);
  }

  takeCrawlFailure(crawler: string): string | undefined {
    const found = this.#crawlFailures.find((failure) => failure.left > 0 && failure.crawler === crawler);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.reason;
  }

  takeIndexFailure(index: string): BackfillErrorCode | undefined {
    const found = this.#indexFailures.find((failure) => failure.left > 0 && failure.index === index);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.code;
  }

  takeUnprocessed(): number {
    const count = this.#unprocessed;
    this.#unprocessed = 0;
    return count;
  }

  /** Throws the refusal that the values provoke, if any. */
  admit(values: readonly string[]): void {
    const found = this.#rejections.find(({ item }) => chosen(item, values));
    if (found !== undefined) throw found.refusal;
  }
}

function chosen(item: Choice, values: readonly string[]): boolean {
  if (typeof item === "function") return item(values);
  return item.length === values.length && item.every((value, at) => value === values[at]);
}
