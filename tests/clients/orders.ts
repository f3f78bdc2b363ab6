import { partition } from "./stage.ts";

/** A row of the dataset "orders". */
export interface Order {
  readonly id: number;
  readonly amount: number;
  readonly note: string | null;
  readonly day: string;
  readonly region: string;
}

/** Some of them do not go into a folder's name as they are. */
const REGIONS = ["EU", "A B", "C+D", "50%", "E/F", "ü", "BRK.B"];

/** One row a region. */
export const ordersOf = (day: string): Order[] =>
  REGIONS.map((region, id) => ({
    id,
    amount: id + 0.5,
    note: id === 1 ? null : `note "${id}"`,
    day,
    region,
  }));

/** What is registered of such rows by a client that spells values like this. */
export const partitionsOf = (rows: readonly Order[], spelt: (value: string) => string) =>
  [
    ...new Set(
      rows.map(({ day, region }) =>
        partition("orders", [day, region], `day=${day}/region=${spelt(region)}/`),
      ),
    ),
  ].sort();

/** What the local Athena says of a day, in the order of `id`. */
export const asSeen = (rows: readonly Order[]) =>
  rows.map(({ id, amount, note, day, region }) => [`${id}`, `${amount}`, note, day, region]);

export const queryOf = (day: string) =>
  `SELECT id, amount, note, day, region FROM orders WHERE day = '${day}' ORDER BY id`;
