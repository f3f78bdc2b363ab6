/** The list of datasets that `registrar try` goes by and writes to. */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LIST_VARIABLE } from "../../deploy/outside-list.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** In the working directory; of the checkout, which stays as it came, in a folder beside it. */
function usualList(): string {
  const isInside = !relative(PROJECT, process.cwd()).startsWith("..");
  return isInside ? join(PROJECT, "..", "platform", "datasets.ts") : resolve("datasets.ts");
}

/** What --datasets or else the setting names, and else the usual place; it need not be there. */
export function ownList(asked: string | undefined): string {
  return resolve(asked || process.env[LIST_VARIABLE] || usualList());
}

/** The path of a list that is there, to go by. */
export function presentList(asked: string | undefined): string | undefined {
  const file = ownList(asked);
  return existsSync(file) ? file : undefined;
}

/** Of the project, for imports. */
export const TYPES = join(PROJECT, "deploy", "outside-list.ts");

/** The list that the project comes with. */
export const SHIPPED = join(PROJECT, "shared", "datasets.ts");
