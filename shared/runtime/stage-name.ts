/**
 * Name of a stage: what every name that it is part of can carry. Names of buckets have 63 characters, those of roles and
 * functions 64; stacks begin with a letter, buckets know no capitals and no "_", Glue's databases in Athena no "-".
 */
export const STAGE = /^[a-z][a-z0-9]{0,15}$/;

/** What is wrong with the name of a stage, as the end of a sentence that begins with what it was given as. */
export function stageProblem(stage: string): string | undefined {
  if (STAGE.test(stage)) return undefined;
  return `${JSON.stringify(stage)} must be a letter of a-z followed by at most 15 of a-z and 0-9`;
}
