import type { Emulator } from "./emulator.ts";

/** What an SDK client of this process is made with to talk to a stack; other processes use `stack.env`. */
export function clientConfig({ endpoint, region }: Pick<Emulator, "endpoint" | "region">) {
  return { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}
