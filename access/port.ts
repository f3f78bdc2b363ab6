import type { Revocation } from "./revocation.ts";

/** What grants need of AWS, in our own words. All throw RegistrarError; ConfigurationError for who calls without credentials. */

/** Who calls, and where. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  /** "aws", as in ARNs. */
  readonly partition: string;
  readonly region: string;
}

/** A role to take, and how. */
export interface Assumption {
  readonly roleArn: string;
  readonly session: string;
  readonly sourceIdentity: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Text of the session policy. */
  readonly policy: string;
  /** Seconds. */
  readonly duration: number;
}

/** Secret but for `expiresAt` and `packedPercent`. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** How much of the room for policy and tags is used, as STS packs them. */
  readonly packedPercent: number | undefined;
}

export interface Tokens {
  caller(signal: AbortSignal): Promise<Caller>;
  assume(assumption: Assumption, signal: AbortSignal): Promise<Credentials>;
}

/** One inline policy of a role. */
export interface RolePolicies {
  /** The document's text; undefined if there is none. */
  read(role: string, policy: string, signal: AbortSignal): Promise<string | undefined>;
  write(role: string, policy: string, document: string, signal: AbortSignal): Promise<void>;
}

/** What the role of one grantee denies. What is read may be older than what was written last: IAM is eventually consistent. */
export interface Denial {
  read(): Promise<Revocation>;
  write(revocation: Revocation): Promise<void>;
}

/** The revocations of one grantee in one stage, each kept by itself, so that none can overwrite another. */
export interface RevocationJournal {
  add(revocation: Revocation): Promise<void>;
  /** All that was added, merged: whatever was added before the call began is in it. */
  all(): Promise<Revocation>;
}
