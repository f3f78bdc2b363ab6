import { appendFileSync } from "node:fs";

/** Says what a test measured, for the record of a run that an outside judge is part of; in any other run nothing is written. */
export function judgedFact(name: string, value: number | string): void {
  const file = process.env.JUDGED_FACTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify([name, value])}\n`);
}
