/** Topics, and what was published to each. Nobody subscribes here: whoever wants to know what was told looks. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";

/** What was published. */
export interface Letter {
  readonly id: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** Values of the message attributes, which subscriptions filter by. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds by the stack's clock. */
  readonly at: number;
}

export interface TopicsOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

export class Topics {
  /** By ARN; the letters of each, oldest first. */
  readonly #letters = new Map<string, Letter[]>();
  readonly #options: TopicsOptions;

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  /** A topic that is there already stays, with its letters. Returns its ARN. */
  create(name: string): string {
    const { accountId, region } = this.#options;
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    if (!this.#letters.has(arn)) this.#letters.set(arn, []);
    return arn;
  }

  /** A topic that is not there is no error to SNS. */
  delete(arn: string): void {
    this.#letters.delete(arn);
  }

  /** Throws NotFound. */
  publish(arn: string, letter: Omit<Letter, "id" | "at">): Letter {
    const published = { ...letter, id: randomUUID(), at: this.#options.clock.now() };
    this.#lettersOf(arn).push(published);
    return published;
  }

  /** Oldest first. Throws NotFound. */
  letters(arn: string): readonly Letter[] {
    return this.#lettersOf(arn);
  }

  #lettersOf(arn: string): Letter[] {
    const letters = this.#letters.get(arn);
    if (letters === undefined) throw new AwsError("NotFound", "Topic does not exist", 404);
    return letters;
  }
}
