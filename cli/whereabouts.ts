import type { Tokens } from "../access/port.ts";
import { requireRegion } from "../access/region.ts";
import { signalAfter } from "../shared/runtime/deadlines.ts";
import type { Terminal } from "./terminal.ts";

/** Milliseconds that a command waits to learn the account: it is told for people, and nothing depends on it. */
const PATIENCE = 3_000;

/**
 * Says, once and before anything is asked, where a command speaks to: to a local stack, or to which account in which Region.
 * Resolves with the Region. Throws INVALID_SETTINGS without one.
 */
export async function sayWhere(terminal: Terminal): Promise<string> {
  const region = await requireRegion();
  say(endpoint() ?? `${await account()}, ${region}`, terminal);
  return region;
}

/** The same for a command that asks who it is by itself: what `tokens` answer first is said. */
export function saying(tokens: Tokens, terminal: Terminal): Tokens {
  return {
    ...tokens,
    async caller(signal) {
      const caller = await tokens.caller(signal);
      say(endpoint() ?? `account ${caller.account}, ${caller.region}`, terminal);
      return caller;
    },
  };
}

const say = (where: string, terminal: Terminal) =>
  terminal.note(terminal.style("dim", `speaking to ${where}`));

const endpoint = () => (process.env.AWS_ENDPOINT_URL ? placeOf(process.env.AWS_ENDPOINT_URL) : undefined);

function placeOf(endpoint: string): string {
  return isLocal(endpoint) ? `the local stack at ${endpoint}` : `the endpoint ${endpoint}`;
}

/** Does the command speak to this machine? */
export function isLocal(endpoint = process.env.AWS_ENDPOINT_URL ?? ""): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host);
}

/** STS lets everybody ask this, whatever their policies say. Why it did not answer is told by what is asked next. */
async function account(): Promise<string> {
  const { stsTokens } = await import("../access/sts-tokens-adapter.ts");
  try {
    return `account ${(await stsTokens().caller(signalAfter(PATIENCE))).account}`;
  } catch {
    return "an account that STS did not name";
  }
}
