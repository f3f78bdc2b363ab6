/** The sessions of who took a role, and who calls by which key. */
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";

/** What a session was made with. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  /** "arn:aws:sts::<account>:assumed-role/<role>/<session>" */
  readonly arn: string;
  readonly userId: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Who signed a request. */
export type Caller = Pick<Session, "arn" | "userId">;

export interface SessionsOptions {
  readonly clock: Clock;
  readonly accountId: string;
}

export class Sessions {
  /** Oldest first, expired ones too. */
  readonly all: Session[] = [];
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** A session by its key; any other key is a user's. Throws InvalidClientTokenId and ExpiredToken. */
  callerOf(accessKeyId = ""): Caller {
    const { accountId, clock } = this.#options;
    const session = this.all.find((candidate) => candidate.accessKeyId === accessKeyId);
    if (session === undefined) {
      // Temporary keys begin so; of ours it is none.
      if (accessKeyId.startsWith("ASIA")) throw refused("InvalidClientTokenId", "invalid");
      return { arn: `arn:aws:iam::${accountId}:user/${accessKeyId}`, userId: accessKeyId };
    }
    if (session.expiresAt <= clock.now()) throw refused("ExpiredToken", "expired");
    return session;
  }
}

const refused = (code: string, what: string) =>
  new AwsError(code, `The security token included in the request is ${what}`, 403);
