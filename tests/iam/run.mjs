// `npm run test:iam`: the proof of the template's permissions, and that it can fail. Arguments are jest's.
import { installOwnPackages, ownPackages } from "../../tools/own-packages.mjs";
import { runSuite } from "../support/jest.mjs";
import { runMain } from "../support/setup.mjs";

async function main(args, signal) {
  if (!(await installOwnPackages("tools/iam", signal))) return 2;
  return await runSuite("iam", args, { judges: ownPackages("tools/iam") });
}

await runMain((signal) => main(process.argv.slice(2), signal));
