/** The look function's work on a platform, at once: nobody waits until a queue delivers. */

import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../../emulator/index.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { applyLooks } from "../../shared/looks/apply.ts";
import { DAILY } from "../../shared/looks/budget.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import type { VerdictRequest } from "../../shared/looks/port.ts";
import { seeing } from "../../shared/looks/seeing.ts";
import { type Deadlines, signalAfter } from "../../shared/runtime/deadlines.ts";
import { tellInTable } from "../../shared/sessions/change-file.ts";
import { tellOnBus } from "../../shared/sessions/event-bus-adapter.ts";
import { type SessionPorts, tellAll } from "../../shared/sessions/update-session.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import type { Platform } from "../platform.ts";
import { MARKET } from "./market-datasets.ts";

/** Milliseconds. */
const PATIENCE = 60_000;

/** Where states of sessions are kept, and who hears of their changes: the table and the bus. */
export function sessionPortsOf({ bucket, emulator, stage }: Platform): SessionPorts {
  const config = clientConfig(emulator);
  const s3 = new S3Client(config);
  const bus = tellOnBus(stage, "default", new EventBridgeClient(config));
  return { records: s3Records(s3), tell: tellAll(tellInTable(bucket, s3Writer(s3)), bus) };
}

export interface Looking {
  /** Looks at what these bodies ask for. A delay that it asked for itself is over then. */
  look(bodies: readonly string[]): Promise<void>;
  /** What it asks of itself, and for which verdicts. */
  readonly again: readonly LookEntry[];
  readonly verdicts: readonly VerdictRequest[];
}

export function lookingOn(platform: Platform): Looking {
  const { bucket, emulator, stage } = platform;
  const config = clientConfig(emulator);
  const glue = new GlueClient(config);
  const again: LookEntry[] = [];
  const verdicts: VerdictRequest[] = [];
  let skipped = 0;
  const clock = { now: () => Date.now() + skipped };
  const place = { catalog: glueCatalog(glue), partitions: gluePartitions(glue) };
  const ports = {
    ...sessionPortsOf(platform),
    see: seeing({ stage, bucket }, { ...place, store: s3Store(new S3Client(config)), clock }),
    looks: taking(again),
    verdicts: taking(verdicts),
    parking: { park: async () => new Map() },
    nightly: async () => [],
    daily: DAILY,
    clock,
  };
  return {
    again,
    verdicts,
    async look(bodies) {
      skipped = 1000 * Math.max(0, ...again.map(({ delay }) => delay));
      const messages = bodies.map((body, index) => {
        return { id: String(index), body, firstSeen: clock.now(), replayed: false };
      });
      const plan = planLooks(messages, { datasets: MARKET, bucket }, clock.now());
      const deadlines: Deadlines = { catalog: signalAfter(PATIENCE), parking: signalAfter(PATIENCE) };
      await applyLooks(plan, bucket, ports, deadlines);
    },
  };
}

/** A queue that keeps what is sent. */
const taking = <Sent>(into: Sent[]) => ({
  send: async (sent: readonly Sent[]) => {
    into.push(...sent);
    return new Map<Sent, string>();
  },
});
