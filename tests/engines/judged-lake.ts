/** The lake of tests/emulator/athena-lake.ts in a stack, with both engines in front of it. */
import { startEmulator, systemClock } from "../../emulator/index.ts";
import { createLake } from "../emulator/athena-lake.ts";
import { openEngines } from "./engines.ts";
import { judgedPort } from "./trino.ts";

export async function openJudgedLake() {
  const stack = await startEmulator({ port: judgedPort() });
  const lake = await createLake(systemClock, { glue: stack.glue.store, s3: stack.s3.store });
  const engines = openEngines(stack);
  return {
    stack,
    lake,
    engines,
    async close() {
      engines.close();
      await lake.close();
      await stack.close();
    },
  };
}

export type JudgedLake = Awaited<ReturnType<typeof openJudgedLake>>;
