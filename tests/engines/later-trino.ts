/** After 411 Trino makes a varchar of a char where a text is needed; Athena's engine is from before that. */
export const makesText = (condition: string) =>
  process.env.TRINO_VERSION !== process.env.TRINO_DEFAULT_VERSION && /\bfixed\b/.test(condition);
