import type { Witness } from "../../local/demo/journey.ts";
import type { Terminal } from "../terminal.ts";

/** Tells what happens, with the seconds since `begun` (of performance.now). */
export function witnessFor(terminal: Terminal, begun: number): Witness {
  const since = () => `${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s`;
  return {
    done: (text) => terminal.note(`${terminal.style("green", "✓")} ${since()}  ${text}`),
    doing: (text) => terminal.progress(`… ${since()}  ${text}`),
  };
}
