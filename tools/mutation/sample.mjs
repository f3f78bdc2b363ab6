/** Lets a sample of all mutants through, and always the same one for a seed. Stryker has no status for those left out. */
import { createHash } from "node:crypto";
import { CheckStatus } from "@stryker-mutator/api/check";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";

class Sample {
  static inject = tokens(commonTokens.options);
  #share;
  #seed;

  constructor({ mutation }) {
    this.#share = mutation.share;
    this.#seed = mutation.seed;
  }

  async init() {}

  async check(mutants) {
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        this.#draws(id) < this.#share
          ? { status: CheckStatus.Passed }
          : { status: CheckStatus.CompileError, reason: "not in the sample" },
      ]),
    );
  }

  /** From 0 to 1, and of neighbours as different as of others. */
  #draws(id) {
    return createHash("sha256").update(`${this.#seed} ${id}`).digest().readUInt32BE() / 2 ** 32;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, "sample", Sample)];
