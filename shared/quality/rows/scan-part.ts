import type { CheckValue } from "../finding.ts";
import type { RowSession } from "../windows.ts";
import type { BaselinePoint } from "./baseline.ts";
import type { Cells } from "./cells.ts";
import type { Measure } from "./measures.ts";

/** What the scan said of one session. */
export interface DayRows {
  readonly rowSession: RowSession;
  readonly cells: Cells;
  /** One at least: a session without rows has no such record. */
  readonly rowCount: number;
  /** Five-minute slots that are over. */
  readonly slots: number;
  /** Slots that each symbol has rows in: of all core symbols that have rows, and of the first of the others. */
  readonly filled: ReadonlyMap<string, number>;
  readonly history: readonly BaselinePoint[];
}

/** What one check asks of the one scan of a table: what is counted for it, and what that says of a day. */
export interface ScanPart {
  /** Those that it reads, besides the symbol and the time. */
  readonly columns: readonly string[];
  /** Does it compare with the session before the first, whose rows are then read, too? */
  readonly looksBack?: boolean;
  /** Does it need each key by itself? Of trades that is what a scan costs most memory for. */
  readonly tellsKeysApart?: boolean;
  readonly measures: readonly Measure[];
  find(day: DayRows): CheckValue;
}
