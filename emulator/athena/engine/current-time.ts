/** What time it is for a query. Athena's clock has milliseconds, and stands still while a query runs. */

import type { Translation } from "./translation.ts";

export const currentTime = ({ context }: Translation, type: string) =>
  `CAST(make_timestamp(CAST(${context.now * 1000} AS BIGINT)) AS ${type})`;
