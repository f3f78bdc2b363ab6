import { messageOf } from "../../shared/runtime/errors.ts";

/** What a step that undoes something could not undo, as a person has to know it. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** Everything that has to be taken back, the last first. Steps must not mind that nothing is there. */
export class Undo {
  readonly #steps: { readonly what: string; readonly step: () => Promise<unknown> }[] = [];

  /** To be called before it is made: a creation whose answer is lost has happened as well. */
  later(what: string, step: () => Promise<unknown>): void {
    this.#steps.push({ what, step });
  }

  /** Goes through all of them, whatever fails. */
  async run(): Promise<readonly Left[]> {
    const left: Left[] = [];
    for (let next = this.#steps.pop(); next !== undefined; next = this.#steps.pop()) {
      try {
        await next.step();
      } catch (thrown) {
        left.push({ what: next.what, why: messageOf(thrown) });
      }
    }
    return left;
  }
}
