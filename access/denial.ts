/**
 * How a revocation comes into a role's policy, and stays there. IAM has no conditional write, and what it reads may be
 * old: of two people who read, add and write, one can overwrite the other. So the policy alone is no memory.
 */
import type { Denial, RevocationJournal } from "./port.ts";
import { covers, merged, type Revocation, stillNeeded } from "./revocation.ts";

/** At once, before anything else is looked at. Throws if the role denies nothing more than before. */
export async function deny(denial: Denial, wanted: Revocation, now: number): Promise<void> {
  await denial.write(stillNeeded(merged(await denial.read(), wanted), now));
}

/**
 * Afterwards: has the policy hold what everybody revoked, whoever else writes it right now. The journal is written
 * before the policy, and read again after it. So whoever writes the policy last has seen all that was revoked before
 * that, and who revokes after that writes later.
 */
export async function settle(
  denial: Denial,
  journal: RevocationJournal,
  wanted: Revocation,
  now: number,
): Promise<void> {
  await journal.add(wanted);
  let known = merged(wanted, await journal.all());
  let written: Revocation;
  do {
    written = merged(known, await denial.read());
    await denial.write(stillNeeded(written, now));
    known = merged(known, await journal.all());
  } while (!covers(written, known));
}
