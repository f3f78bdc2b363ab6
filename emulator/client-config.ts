import type { Stack } from "./stack.ts";

/** What an SDK client of this process is made with to talk to a stack; other processes use `stack.env`. */
export function clientConfig({ endpoint, region }: Pick<Stack, "endpoint" | "region">) {
  return { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}
