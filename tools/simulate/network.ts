/** Calls of a container: they take a while, go wrong on either side of their effect, and may outlive who made them. */
import type { Container } from "./lambda.ts";
import type { StoryFault } from "./weather.ts";
import type { BaseWorld } from "./world.ts";

/** The SDK's patience: three attempts of five seconds. */
const SDK_GIVES_UP = 15_000;

/** What befalls a call. */
export type Fate =
  | { readonly fault: StoryFault; readonly before: Error }
  | { readonly fault: StoryFault; readonly after: Error }
  | { readonly fault: StoryFault; readonly silent: "before" | "after" }
  | { readonly fault: StoryFault; readonly twice: true };

export interface SimulatedCall<Output> {
  /** As the trace names it. */
  readonly shown: string;
  readonly fate: Fate | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds that it takes besides. */
  readonly latency?: number;
  /** Of the service. Throws what it refuses with. */
  readonly effect: () => Output;
}

/** An error as the SDK throws it; without a status the connection broke. */
export function sdkError(name: string, message: string, status?: number): Error {
  const error = Object.assign(
    new Error(message),
    status === undefined ? {} : { $metadata: { httpStatusCode: status } },
  );
  error.name = name;
  return error;
}

/** Does this fault leave a call's caller without a usable answer? */
function isExcuse(fate: Fate): boolean {
  return !("twice" in fate) && fate.fault !== "Glue answers 413";
}

export function callOf<Output>(
  world: BaseWorld,
  container: Container,
  call: SimulatedCall<Output>,
): Promise<Output> {
  const { timeline, chance, weather } = world;
  const { shown, fate, signal, latency = 0 } = call;
  const invocation = container.invocation!;
  return new Promise((resolve, reject) => {
    if (container.isDead) return;
    let isOver = false;
    const end = (what: string, finish: () => void) => {
      container.resume(() => {
        if (isOver) return;
        isOver = true;
        signal?.removeEventListener("abort", aborted);
        world.trace(() => `${invocation.name} ${shown}: ${what}`);
        finish();
      });
    };
    const aborted = () => end("given up", () => reject(sdkError("AbortError", "Request aborted")));
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted, { once: true });
    if (fate !== undefined) world.fault(fate.fault, isExcuse(fate) ? invocation : undefined, invocation);
    const dies = world.strikes(weather.kills) ? chance.pick(["before", "after"] as const) : undefined;
    if (world.strikes(weather.freezes)) {
      world.fault("container frozen", invocation);
      container.freeze(chance.happens(0.7) ? chance.between(500, 20_000) : chance.between(20_000, 400_000));
    }
    const [there, back] = [chance.between(2, 60), chance.between(2, chance.happens(0.05) ? 4_000 : 120)];
    const breakOff = (error: Error) => timeline.after(back, () => end(`${fate?.fault}`, () => reject(error)));
    timeline.after(there + latency, () => {
      if (dies === "before") return die();
      if (fate !== undefined && "before" in fate) return breakOff(fate.before);
      const gaveUp = sdkError("TimeoutError", "Request timed out");
      if (fate !== undefined && "silent" in fate && fate.silent === "before") {
        return void timeline.after(SDK_GIVES_UP, () => end("no answer", () => reject(gaveUp)));
      }
      const outcome = attempt(() => {
        const first = call.effect();
        return fate !== undefined && "twice" in fate ? call.effect() : first;
      });
      world.ledger.observe();
      if (dies === "after") return die();
      if (fate !== undefined && "after" in fate) return breakOff(fate.after);
      if (fate !== undefined && "silent" in fate) {
        return void timeline.after(SDK_GIVES_UP, () => end("no answer", () => reject(gaveUp)));
      }
      timeline.after(back, () => {
        if ("error" in outcome) end(`${outcome.error}`, () => reject(outcome.error));
        else end("done", () => resolve(outcome.output));
      });
    });
    const die = () => {
      world.fault("container killed", invocation);
      container.kill();
    };
  });
}

function attempt<Output>(effect: () => Output): { readonly output: Output } | { readonly error: unknown } {
  try {
    return { output: effect() };
  } catch (error) {
    return { error };
  }
}
