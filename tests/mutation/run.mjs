// `npm run mutation`. tsx reads our TypeScript on every Node that we support; Node 20 cannot by itself.
import { register } from "tsx/esm/api";
import { installOwnPackages } from "../../tools/own-packages.mjs";
import { environment } from "../support/jest.mjs";

// As every test has it; Stryker's processes inherit it.
process.env = environment();
register();
if (await installOwnPackages("tools/mutation")) {
  const { Stryker } = await import("../../tools/mutation/stryker.mjs");
  const { subjects, testsOf } = await import("../../tools/mutation/subjects.mjs");
  const { main } = await import("../../tools/mutation/main.ts");
  const stryker = (options) => new Stryker(options).runMutationTest();
  process.exitCode = await main(process.argv.slice(2), { subjects, testsOf, stryker });
} else process.exitCode = 2;
