/** `npm run live-check`: asks a live AWS account what no emulator can tell, within a stated cost, and cleans up. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { watchForInterruption } from "../../cli/interruption.ts";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import type { Check } from "./check.ts";
import { checks } from "./checks/index.ts";
import { BUDGET, chosen, planOf } from "./plan.ts";
import { type LiveCheckRun, type Result, runChecks } from "./session.ts";
import { createWorld } from "./world.ts";

const USAGE = `npm run live-check -- --plan
npm run live-check -- --account <12 digits> --region <Region> [--only <id>,<id>]

  --plan     what each check asks, relies on and costs; needs no credentials
  --account  the account that is to be asked. It is refused if the credentials are another's.
             It should be one in which nothing counts.
  --region   where; nothing else is touched
  --only     these checks, by id

Everything that is made begins with "registrar-live-check-" or is a stage "live…", and is
deleted at the end, after failures and after Ctrl-C too. All of it costs at most ${BUDGET} USD.
Exit codes: 0 every assumption holds, 1 not so or something is left, 2 usage error.`;

export interface LiveCheckArguments {
  readonly plan: boolean;
  readonly account: string;
  readonly region: string;
  readonly chosen: readonly Check[];
}

export async function main(args: readonly string[]): Promise<number> {
  const called = read(args);
  if (typeof called === "string") {
    console.error(`${called}\n\n${USAGE}`);
    return 2;
  }
  if (called.plan) {
    console.log(planOf(called.chosen));
    return 0;
  }
  const found = await accountOf(called.region);
  if (found !== called.account) {
    console.error(`nothing was done: --account says ${called.account}, and the credentials are ${found}`);
    return 2;
  }
  const { results, left } = await ask(called);
  for (const { what, why } of left) console.log(`LEFT BEHIND    ${what}: ${why}`);
  const bad = results.filter(({ answer }) => answer === "does not hold" || answer === "not asked");
  console.log(
    `${results.length - bad.length} of ${results.length} settled or by hand, ${left.length} left behind.`,
  );
  return bad.length + left.length === 0 ? 0 : 1;
}

/** What is wrong with the call, or the call. */
export function read(args: readonly string[]): LiveCheckArguments | string {
  try {
    const text = { type: "string" } as const;
    const options = { plan: { type: "boolean" }, account: text, region: text, only: text } as const;
    const {
      plan = false,
      account = "",
      region = "",
      only = "",
    } = parseArgs({ args: [...args], options }).values;
    const ids = only.split(",").filter((id) => id !== "");
    const called = { plan, account, region, chosen: chosen(checks, ids) };
    if (plan) return called;
    if (!/^\d{12}$/.test(account)) return "name the account that is to be asked: --account <12 digits>";
    if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return "name the Region: --region <Region>";
    return called;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

async function accountOf(region: string): Promise<string> {
  try {
    const { Account = "" } = await new STSClient({ ...CLIENT_DEFAULTS, region }).send(
      new GetCallerIdentityCommand({}),
    );
    return `of account ${Account}`.replace(/^of account (\d{12})$/, "$1");
  } catch (thrown) {
    return `none that work (${messageOf(thrown)})`;
  }
}

async function ask({ account, region, chosen: asked }: LiveCheckArguments): Promise<LiveCheckRun> {
  const interruption = new AbortController();
  const watch = watchForInterruption();
  watch.happened.then(() => {
    console.error("interrupted: cleaning up, which may take minutes; interrupted again, everything stays");
    interruption.abort();
  });
  const runId = randomBytes(4).toString("hex");
  const { signal } = interruption;
  try {
    return await runChecks(
      asked,
      createWorld({ account, region, runId, signal, pause: 2_000 }),
      signal,
      tell,
    );
  } finally {
    watch.forget();
  }
}

const tell = ({ id, answer, saw }: Result) => console.log(`${answer.padEnd(14)} ${id}: ${saw}`);
