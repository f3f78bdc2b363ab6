import type { CalendarDeclaration } from "../calendar/declaration.ts";
import type { Dataset } from "../datasets/dataset.ts";

/** A dataset, and the calendar by which its sessions are counted, if it promises any. */
export interface ReconciledDataset extends Dataset {
  readonly quality?: { readonly calendar: CalendarDeclaration };
}
