/** The visible messages of a queue in the order in which they are received, and how many bytes they are. */
import type { Random } from "../random.ts";
import type { Message } from "./message.ts";

export class VisibleMessages {
  #messages: Message[] = [];
  #bytes = 0;

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** As SQS counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** To the end, or to a random place. */
  add(message: Message, shuffle?: Random): void {
    const place =
      shuffle === undefined ? this.#messages.length : Math.floor(shuffle() * (this.#messages.length + 1));
    this.#messages.splice(place, 0, message);
    this.#bytes += message.size;
  }

  takeFirst(): Message | undefined {
    const message = this.#messages.shift();
    this.#bytes -= message?.size ?? 0;
    return message;
  }

  keep(holds: (message: Message) => boolean): void {
    this.#messages = this.#messages.filter(holds);
    this.#bytes = this.#messages.reduce((bytes, message) => bytes + message.size, 0);
  }
}
