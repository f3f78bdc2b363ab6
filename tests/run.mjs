// `npm test`: everything but what needs moto. Arguments are jest's: npm test -- --watch, npm test -- plan
import { availableParallelism } from "node:os";
import { runJest } from "./support/jest.mjs";

// One more than cores: tests that wait, for a window or another process, leave a quarter of the time unused.
const workers = `--maxWorkers=${availableParallelism() + 1}`;
const args = process.argv.slice(2);
process.exitCode = await runJest(
  args.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)/.test(arg)) ? args : [workers, ...args],
);
