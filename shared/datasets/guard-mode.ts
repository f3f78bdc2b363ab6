/** What is done about the files of new partitions of a registered dataset. */
export const GUARD_MODES = {
  off: "files are not looked into",
  warn: "the first file of a new partition is read after its registration, and what is wrong with it is told",
  enforce: "a new partition is registered once a file of it was read that fits the table",
} as const;

export type GuardMode = keyof typeof GUARD_MODES;

/** A dataset, as far as it says what is done. */
interface Guardable {
  readonly guard?: GuardMode;
}

/** Off unless a dataset says otherwise: to look into files takes the right to read them, which somebody has to give. */
export function guardOf({ guard }: Guardable): GuardMode {
  return guard ?? "off";
}

export function isGuarded(dataset: Guardable): boolean {
  return guardOf(dataset) !== "off";
}

/** Of a hundred objects in partitions that exist already, one is read. */
const SAMPLED_OF = 100;

/**
 * Is this one of the later objects that are read, too? By its key alone, so that a message which is delivered again
 * gets the same answer: FNV-1a, 32 bits, of the key's UTF-16 code units.
 */
export function isSampled(key: string): boolean {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SAMPLED_OF === 0;
}
