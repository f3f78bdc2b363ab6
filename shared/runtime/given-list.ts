/**
 * A list of datasets outside of this checkout, as the process that reads it has put it down before anything that goes by it
 * was loaded. A global, because deploy/ is loaded several times within one process of osls, each time with modules of its
 * own. A bundle has what was declared in place of the modules that ask (deploy/bundle.ts).
 */

/** What a list outside of the checkout exports, unchecked, and where it is. */
export interface GivenList {
  /** Absolute path, for messages. */
  readonly file: string;
  readonly datasets: unknown;
  readonly grantees: unknown;
  readonly naming: unknown;
}

const KEY = Symbol.for("partition-registrar.list");
const holder = globalThis as { [KEY]?: GivenList };

/** Every module that is loaded from now on goes by this list; by the project's own, if it is undefined. */
export function giveList(list: GivenList | undefined): void {
  if (list === undefined) delete holder[KEY];
  else holder[KEY] = list;
}

export const givenList = (): GivenList | undefined => holder[KEY];

/** Where the datasets are declared, for messages: "shared/datasets.ts", or the path of the list that was given. */
export const datasetsFile = (): string => givenList()?.file ?? "shared/datasets.ts";

/** The same of grantees. */
export const granteesFile = (): string => givenList()?.file ?? "access/grantees.ts";
