import type { CheckId } from "../checks.ts";
import type { Measured, Unmeasured } from "../finding.ts";
import type { RowSession } from "../windows.ts";
import type { HistoryPoint } from "./baseline.ts";
import type { Cells } from "./cells.ts";
import type { Measure } from "./measures.ts";

/** What the scan said of one session. */
export interface DayRows {
  readonly sitting: RowSession;
  readonly cells: Cells;
  /** One at least: a session without rows has no such record. */
  readonly rowCount: number;
  /** Five-minute slots that are over. */
  readonly slots: number;
  /** Slots that each symbol has rows in: of all core symbols that have rows, and of the first of the others. */
  readonly filled: ReadonlyMap<string, number>;
  readonly history: readonly HistoryPoint[];
}

export type Found = Omit<Measured, "check" | "day"> | Omit<Unmeasured, "check" | "day">;

/** A check that the one scan of a table answers: what it counts, and what that says of a day. */
export interface RowCheck {
  readonly check: CheckId;
  /** Those that it reads, besides the symbol and the time. */
  readonly columns: readonly string[];
  /** Does it compare with the session before the first, whose rows are then read, too? */
  readonly looksBack?: boolean;
  readonly measures: readonly Measure[];
  find(day: DayRows): Found;
}
