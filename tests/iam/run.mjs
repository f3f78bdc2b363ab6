// `npm run test:iam`: the proof of the template's permissions, and that it can fail. Arguments are jest's.
import { installOwnPackages, ownPackages } from "../../tools/own-packages.mjs";
import { runSuite } from "../support/jest.mjs";

const isReady = await installOwnPackages("tools/iam");
process.exitCode = isReady
  ? await runSuite("iam", process.argv.slice(2), { judges: ownPackages("tools/iam") })
  : 2;
