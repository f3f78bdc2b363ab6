/** `npm run iam`: the tables of what every role may and may not do. */
import { parseArgs } from "node:util";
import { datasets } from "../../shared/declared-datasets.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import { problemsOf, prove } from "./proof.ts";
import { rendered } from "./report.ts";

const USAGE = `npm run iam [-- --json]

Runs the functions on the local stack, records every call, and has a simulator of IAM
judge the template's roles: what must be allowed, what must be denied, which wildcards
there are and why. Exit codes: 0 all as it must be, 1 not so, 2 usage error.`;

export async function main(args: readonly string[]): Promise<number> {
  const called = read(args);
  if (called === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (called.help === true) {
    console.log(USAGE);
    return 0;
  }
  const proofs = await prove(datasets);
  const problems = proofs.flatMap(problemsOf);
  console.log(called.json === true ? JSON.stringify({ proofs, problems }) : rendered(proofs));
  return problems.length === 0 ? 0 : 1;
}

function read(args: readonly string[]) {
  try {
    const options = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (thrown) {
    console.error(messageOf(thrown));
    return undefined;
  }
}
