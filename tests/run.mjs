// `npm test`: everything but what needs moto. Arguments are jest's: npm test -- --watch, npm test -- plan
import { runJest } from "./support/jest.mjs";

process.exitCode = await runJest(process.argv.slice(2));
