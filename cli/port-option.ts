import { usageError } from "../shared/runtime/errors.ts";

/** The port that an option asks for; 0 takes any free one. */
export function portOf(command: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usageError(command, [`--port ${JSON.stringify(text)} must be a number from 0 to 65535`]);
}
