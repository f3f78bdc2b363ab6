// `npm run test:end-to-end`: the README's commands as their user runs them, and the packaged bundle. Arguments are jest's.
import { runSuite } from "../support/jest.mjs";

process.exitCode = await runSuite("end-to-end", process.argv.slice(2));
