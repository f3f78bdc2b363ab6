import type { Platform, PlatformOptions } from "../local/platform.ts";
import { usageError } from "../shared/runtime/errors.ts";
import { type INTERRUPTED, watchForInterruption } from "./interruption.ts";

/**
 * Runs `work` on a local platform, and closes the platform whatever happens: at its end, at an error, and at Ctrl-C,
 * also while it starts. `interrupted` resolves at the latter, for work that only waits for it.
 */
export async function withPlatform<Answer>(
  command: string,
  options: PlatformOptions,
  work: (platform: Platform, interrupted: Promise<typeof INTERRUPTED>) => Promise<Answer>,
): Promise<Answer | typeof INTERRUPTED> {
  const { startPlatform } = await import("../local/platform.ts");
  const { happened, forget } = watchForInterruption();
  try {
    const platform = await startPlatform(options).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "PORT_TAKEN" ? usageError(command, [`${error.message} (--port <n>)`]) : error;
    });
    try {
      const working = work(platform, happened);
      working.catch(() => {}); // what is left undone at Ctrl-C fails once the platform is closed: nobody waits for it
      return await Promise.race([working, happened]);
    } finally {
      await platform.close();
    }
  } finally {
    forget();
  }
}
