/** What becomes of a partition when the last object of its Location is gone. */
export const ON_EMPTY = {
  keep: "it stays in Glue",
  remove: "it is removed from Glue after a grace period, if its Location is still empty then",
} as const;

export type OnEmpty = keyof typeof ON_EMPTY;

/** How partitions of a dataset are removed. Only with onEmpty "remove". */
export interface RemovalOptions {
  /** Minutes from the removal of an object until its Location is listed, 1 to 1,440: a job that overwrites must be done. */
  readonly graceMinutes?: number;
  /** Partitions that may be removed on one UTC day, 1 to 1,000,000. */
  readonly perDay?: number;
}

/** What of a dataset says so. */
interface Emptied {
  readonly strategy: "register" | "crawl" | "project";
  readonly onEmpty?: OnEmpty;
  readonly removal?: RemovalOptions;
}

export const REMOVAL_DEFAULTS = { graceMinutes: 15, perDay: 1000 } as const;

/** Partitions of a dataset that may be removed on one UTC day, whoever removes them. */
export const removalsPerDay = ({ removal }: Pick<Emptied, "removal">): number =>
  removal?.perDay ?? REMOVAL_DEFAULTS.perDay;

/** Are partitions of this dataset removed when their data are gone? */
export const removesEmpty = ({ strategy, onEmpty }: Emptied): boolean =>
  strategy === "register" && onEmpty === "remove";

export function* problemsOfOnEmpty({ strategy, onEmpty, removal }: Emptied): Generator<string> {
  if (onEmpty !== undefined && !Object.hasOwn(ON_EMPTY, onEmpty)) {
    yield `onEmpty ${JSON.stringify(onEmpty)} is unknown; expected "keep" or "remove"`;
  }
  if (onEmpty === "remove" && strategy !== "register") yield `onEmpty "remove" ${INSTEAD[strategy]}`;
  if (removal === undefined) return;
  if (onEmpty !== "remove") yield `removal is for onEmpty "remove" only`;
  yield* problemsOfNumber("removal.graceMinutes", removal.graceMinutes, "minutes", 1440);
  yield* problemsOfNumber("removal.perDay", removal.perDay, "partitions", 1_000_000);
}

const INSTEAD = {
  register: "",
  crawl: 'is for strategy "register" only: what becomes of a crawled table is its crawler\'s to say',
  project: 'is for strategy "register" only: a projected table has no partitions in Glue',
} as const;

function* problemsOfNumber(
  what: string,
  value: number | undefined,
  unit: string,
  most: number,
): Generator<string> {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most)) {
    yield `${what} ${JSON.stringify(value)} must be whole ${unit} from 1 to ${most}`;
  }
}
