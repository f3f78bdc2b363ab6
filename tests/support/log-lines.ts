/** A line of a function's log; one that CloudWatch reads metrics from has `_aws` (EMF). */
export interface Line {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** The lines that a call writes, to either stream. */
export function linesOf(call: () => void): Line[] {
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  let text = "";
  const catching = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  stdout.write = stderr.write = catching as typeof out;
  try {
    call();
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

export const measured = (lines: readonly Line[]) => lines.filter(({ _aws }) => _aws !== undefined);
export const dimensionsOf = ({ _aws }: Line) => _aws!.CloudWatchMetrics[0]!.Dimensions[0]!.toSorted();
