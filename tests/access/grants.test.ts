import { describe, expect, test } from "@jest/globals";
import {
  type GrantRecord,
  isSessionOf,
  readRecord,
  recordKey,
  sessionName,
  stateOf,
} from "../../access/grant-record.ts";
import { defineGrantees, type Grantee } from "../../access/grantee.ts";
import { type Asked, problemOfChaining, readRequest } from "../../access/request.ts";
import {
  everythingUntil,
  merged,
  NOTHING_REVOKED,
  oneSession,
  readRevocation,
  revocationPolicy,
  stillNeeded,
} from "../../access/revocation.ts";
import { POLICY_CHARACTERS, sessionPolicy } from "../../access/session-policy.ts";
import { dayOfNumber, numberOfDay } from "../../shared/calendar/day-number.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { ConfigurationError, RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { grantees } from "../fixtures/grantees.ts";

const NOW = Date.parse("2026-11-20T15:30:00Z");
const GRANTEE: Grantee = {
  user: "userX",
  tables: ["bars_5m", "ml_features_5m"],
  maxSessionMinutes: 240,
  until: "2028-01-01",
};
const GOOD: Asked = { user: "userX", tables: "bars_5m", days: "2026-11-01..2026-11-20", ttl: "45m" };

function problemsOf(changes: Partial<Asked>, now = NOW): readonly string[] {
  const request = readRequest({ ...GOOD, ...changes }, [GRANTEE], datasets, now);
  return "problems" in request ? request.problems : [];
}

describe("a request", () => {
  test("is read: who, which tables, which days, how long", () => {
    const request = readRequest({ ...GOOD, tables: "ml_features_5m, bars_5m" }, [GRANTEE], datasets, NOW);
    expect(request).toEqual({
      grantee: GRANTEE,
      tables: datasets.filter(({ name }) => GRANTEE.tables.includes(name)),
      days: { from: "2026-11-01", to: "2026-11-20" },
      duration: 2700,
    });
  });

  test.each<[Partial<Asked>]>([
    [{ ttl: "15m" }],
    [{ ttl: "900s" }],
    [{ ttl: "4h" }],
    [{ days: "2026-11-20" }],
    [{ days: "2026-11-20..2026-11-20" }],
    [{ days: "1990-01-01..2099-12-31" }],
    [{ tables: "bars_5m,ml_features_5m" }],
  ])("%j is fine", (changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  test.each<[Partial<Asked>, string]>([
    [{ user: "userY" }, '--user must be one of userX, got "userY"'],
    [{ user: undefined }, "--user must be one of userX, got nothing"],
    [{ tables: undefined }, "--tables must name one or more of bars_5m, ml_features_5m, by commas"],
    [{ tables: "bars" }, '--tables: there is no table "bars"; userX: bars_5m, ml_features_5m'],
    [{ tables: "trades" }, "--tables: trades may not be granted to userX; bars_5m, ml_features_5m may"],
    [{ days: undefined }, "--days must be a day or two, 2026-11-01..2026-11-20, got nothing"],
    [
      { days: "2026-11-01..2026-11-02..2026-11-03" },
      '--days must be a day or two, 2026-11-01..2026-11-20, got "2026-11-01..2026-11-02..2026-11-03"',
    ],
    [{ days: "2026-11-31" }, '--days: "2026-11-31" is not a day YYYY-MM-DD'],
    [{ days: "2026-11-*" }, '--days: "2026-11-*" is not a day YYYY-MM-DD'],
    [{ days: "2026-11-20..2026-11-01" }, "--days: 2026-11-20 is after 2026-11-01"],
    [{ days: "1989-12-31..1990-01-02" }, "--days: bars_5m begins at 1990-01-01, got 1989-12-31"],
    [{ days: "2099-12-31..2100-01-01" }, "--days: bars_5m ends at 2099-12-31, got 2100-01-01"],
    [{ ttl: "forever" }, '--ttl "forever" is not a time such as 45m, 2h or 900s'],
    [{ ttl: "45" }, '--ttl "45" is not a time such as 45m, 2h or 900s'],
    [{ ttl: "899s" }, "--ttl 899s must be from 15 minutes to 240, the maximum of userX's role"],
    [{ ttl: "241m" }, "--ttl 241m must be from 15 minutes to 240, the maximum of userX's role"],
  ])("%j is refused, and the message names the limit", (changes, message) => {
    expect(problemsOf(changes)).toEqual([message]);
  });

  test("ends before the grantee's access does", () => {
    const evening = Date.parse("2027-12-31T23:30:00Z");
    expect(problemsOf({ ttl: "30m" }, evening)).toEqual([]);
    expect(problemsOf({ ttl: "31m" }, evening)).toEqual([
      "--ttl 31m: access of userX ends 2028-01-01T00:00:00Z",
    ]);
  });

  test("tells everything that is wrong at once", () => {
    expect(problemsOf({ user: "x", tables: "y", days: "z", ttl: "0m" })).toHaveLength(3);
    expect(problemsOf({ tables: "y", days: "z", ttl: "0m" })).toHaveLength(3);
  });

  const ROLE = "arn:aws:sts::123456789012:assumed-role/Operator/me";
  test.each([
    ["arn:aws:iam::123456789012:user/me", 14_400, undefined],
    [ROLE, 3600, undefined],
    [
      ROLE,
      3601,
      `--ttl 3601s must be from 15 minutes to 60, because the caller is itself an assumed role: ${ROLE}`,
    ],
    ["arn:aws-us-gov:sts::123456789012:assumed-role/Operator/me", 14_400, expect.stringContaining("to 60")],
    ["arn:aws:iam::123456789012:user/assumed-role", 14_400, undefined],
  ])("of %s may last %i seconds: %s", (caller, duration, problem) => {
    expect(problemOfChaining(`${duration}s`, duration, caller)).toEqual(problem);
  });
});

describe("a grantee", () => {
  const problemsWith = (...changes: Partial<Grantee>[]) => {
    try {
      defineGrantees(
        changes.map((change) => ({ ...GRANTEE, ...change })),
        [
          ...datasets,
          { ...datasets[0]!, name: "by_symbol", keys: [{ name: "symbol", kind: "text" }] } as Dataset,
        ],
      );
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      return (error as ConfigurationError).problems;
    }
  };

  test("of the frozen list breaks no rule", () => {
    expect(problemsWith(...grantees)).toEqual([]);
  });

  test.each<[Partial<Grantee>, string]>([
    [{ user: "user*" }, 'grantee "user*": user must be a letter followed by 1 to 15 letters or digits'],
    [
      { user: "x".repeat(17) },
      `grantee "${"x".repeat(17)}": user must be a letter followed by 1 to 15 letters or digits`,
    ],
    [{ tables: [] }, 'grantee "userX": has no tables'],
    [{ tables: ["bars_5m", "bars_5m"] }, 'grantee "userX": names a table twice'],
    [{ tables: ["bars"] }, 'grantee "userX": there is no dataset "bars"'],
    [
      { tables: ["by_symbol"] },
      'grantee "userX": the first folder of by_symbol is no day=YYYY-MM-DD, by which days are granted',
    ],
    [{ maxSessionMinutes: 59 }, 'grantee "userX": maxSessionMinutes must be 60 to 720 minutes, got 59'],
    [{ maxSessionMinutes: 721 }, 'grantee "userX": maxSessionMinutes must be 60 to 720 minutes, got 721'],
    [{ until: "2027-02-29" }, 'grantee "userX": until "2027-02-29" is not a day YYYY-MM-DD'],
  ])("with %j is refused", (change, problem) => {
    expect(problemsWith(change)).toEqual([problem]);
  });

  test("has a name of its own, case aside", () => {
    expect(problemsWith({}, { user: "USERX" })).toEqual([
      'two grantees have the name "USERX"; case does not count',
    ]);
  });
});

describe("a session policy", () => {
  const place = {
    partition: "aws",
    region: "us-east-1",
    account: "123456789012",
    stage: "prod",
    bucket: "market-data-lake",
  };
  const granted = datasets.filter(({ name }) => GRANTEE.tables.includes(name));
  const of = (count: number, from: string, to: string) =>
    sessionPolicy(granted.slice(0, count), { from, to }, place);

  test("allows the tables, and denies objects of any but their days", () => {
    const { Statement } = JSON.parse(of(1, "2026-11-01", "2026-11-20"));
    const bars = "stock-trades-platform/curated/bars_5m/";
    expect(Statement).toEqual([
      { Effect: "Allow", Action: ["athena:*", "s3:GetBucketLocation"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["glue:Get*", "glue:BatchGet*"],
        Resource: [
          "arn:aws:glue:us-east-1:123456789012:catalog",
          "arn:aws:glue:us-east-1:123456789012:database/default",
          "arn:aws:glue:us-east-1:123456789012:database/stock_trades_curated",
          "arn:aws:glue:us-east-1:123456789012:table/stock_trades_curated/bars_5m",
        ],
      },
      { Effect: "Allow", Action: "s3:GetObject", Resource: [`arn:aws:s3:::market-data-lake/${bars}day=*`] },
      {
        Effect: "Deny",
        Action: "s3:GetObject",
        NotResource: ["0*", "1*", "20/*"].map((end) => `arn:aws:s3:::*/day=2026-11-${end}`),
      },
      { Effect: "Deny", Action: "s3:GetObject", Resource: ["arn:aws:s3:::*/day=*/day=*"] },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::market-data-lake",
        Condition: { StringLike: { "s3:prefix": [`${bars}*`] } },
      },
    ]);
  });

  test("names days once, however many tables there are", () => {
    const daysOf = (count: number) => JSON.parse(of(count, "2026-11-01", "2026-11-20")).Statement[3];
    expect(daysOf(2)).toEqual(daysOf(1));
  });

  // What AWS takes is 2,048 characters. The names are as long as they can be, but for the prefixes.
  const wide = { ...place, region: "ap-southeast-2", stage: "s".repeat(16), bucket: "b".repeat(63) };
  test.each([1, 10, 31, 62, 93, 365])("of two tables and any %i days is short enough", (length) => {
    const first = numberOfDay("2026-01-01");
    const starts = Array.from({ length: 366 }, (_, index) => first + index);
    const longest = starts.map((start) => {
      const days = { from: dayOfNumber(start), to: dayOfNumber(start + length - 1) };
      return sessionPolicy(granted, days, wide).length;
    });
    expect(Math.max(...longest)).toBeLessThanOrEqual(POLICY_CHARACTERS);
  });

  test("of many years that begin and end in the midst of months is too long", () => {
    expect(sessionPolicy(granted, { from: "1991-02-02", to: "2018-10-28" }, wide).length).toBeGreaterThan(
      POLICY_CHARACTERS,
    );
  });
});

const RECORD: GrantRecord = {
  version: 1,
  session: "userX-20261120T153000Z-1f3a9c",
  user: "userX",
  stage: "prod",
  tables: ["bars_5m"],
  days: { from: "2026-11-01", to: "2026-11-20" },
  role: "arn:aws:iam::123456789012:role/stock-trades-partitions-prod-reader-userX",
  by: "arn:aws:iam::123456789012:user/operator",
  issuedAt: "2026-11-20T15:30:00.000Z",
  expiresAt: "2026-11-20T16:15:00.000Z",
  policySha256: "00",
};

describe("the record of a grant", () => {
  test("is active until it expires or is revoked", () => {
    const end = Date.parse(RECORD.expiresAt);
    expect(stateOf(RECORD, end - 1)).toBe("active");
    expect(stateOf(RECORD, end)).toBe("expired");
    expect(stateOf({ ...RECORD, revoked: { at: "", by: "" } }, end - 1)).toBe("revoked");
  });

  test("is read back as it was written", () => {
    expect(readRecord(recordKey(RECORD), JSON.stringify(RECORD))).toEqual(RECORD);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '{"version":2}',
    JSON.stringify({ ...RECORD, days: undefined }),
    JSON.stringify({ ...RECORD, issuedAt: "yesterday" }),
    JSON.stringify({ ...RECORD, tables: [1] }),
    JSON.stringify({ ...RECORD, user: "../userY" }),
  ])("%s is none, and the message says which object that is", (text) => {
    const key = recordKey(RECORD);
    expect(() => readRecord(key, text)).toThrow(`${key} is not the record of a grant`);
  });

  test.each([
    [RECORD.session, true],
    ["userX-20261120T153000Z-1f3a9c.json", false],
    ["userX-20261320T153000Z-1f3a9c", false],
    ["userX-20261120T153000Z-1F3A9C", false],
    ["userY-20261120T153000Z-1f3a9c", false],
    ["../userX-20261120T153000Z-1f3a9c", false],
    ["nope", false],
  ])("may lie under %s: %s", (name, isOne) => {
    expect(isSessionOf("userX", name)).toBe(isOne);
  });

  test("lies under the session's name, which says whose it is and when it began", () => {
    const session = sessionName("userX", NOW, "1f3a9c");
    expect(session).toBe(RECORD.session);
    expect(recordKey(RECORD)).toBe(`stock-trades-platform/access/grants/userX/${session}.json`);
  });
});

describe("a revocation", () => {
  const conditionsOf = (revocation: Parameters<typeof revocationPolicy>[1]) =>
    revocationPolicy("userX", revocation).Statement.map(({ Effect, Action, Resource, Condition }) => {
      expect({ Effect, Action, Resource }).toEqual({ Effect: "Deny", Action: "*", Resource: "*" });
      return Condition;
    });

  test("of a user denies what began before, by source identity and time of issue", () => {
    expect(conditionsOf(merged(NOTHING_REVOKED, everythingUntil(NOW + 999)))).toEqual([
      {
        StringEquals: { "aws:SourceIdentity": "userX" },
        DateLessThan: { "aws:TokenIssueTime": "2026-11-20T15:30:01Z" },
      },
    ]);
  });

  test("of a session denies that one, whatever else is revoked", () => {
    const all = everythingUntil(NOW - 60_000);
    const once = merged(all, oneSession(RECORD.session));
    const twice = merged(once, oneSession("userX-20261120T153100Z-000000"));
    expect(conditionsOf(twice)).toEqual([
      conditionsOf(all)[0],
      { StringLike: { "aws:userid": [`*:${RECORD.session}`, "*:userX-20261120T153100Z-000000"] } },
    ]);
  });

  test("never un-revokes: an earlier time changes nothing, and all swallows the single ones of long before", () => {
    const all = everythingUntil(NOW);
    expect(merged(all, everythingUntil(NOW - 60_000))).toEqual(all);
    const later = (minutes: number) =>
      merged(oneSession(RECORD.session), everythingUntil(NOW + minutes * 60_000)).sessions;
    expect([later(59), later(60)]).toEqual([[RECORD.session], []]);
  });

  test("forgets sessions that no role's maximum would let live, however clocks differ", () => {
    const old = oneSession(RECORD.session);
    expect(stillNeeded(old, NOW + 13 * 3_600_000 - 1)).toEqual(old);
    expect(stillNeeded(old, NOW + 13 * 3_600_000).sessions).toEqual([]);
  });

  test("keeps a session whose name says no time", () => {
    const odd = merged(oneSession("userX-somewhen"), everythingUntil(NOW));
    expect(stillNeeded(odd, NOW + 100 * 3_600_000).sessions).toEqual(["userX-somewhen"]);
  });

  test("is read back from its policy, in whatever order its members come", () => {
    const revocation = merged(everythingUntil(NOW), oneSession(RECORD.session));
    const { Version, Statement } = revocationPolicy("userX", revocation);
    expect(readRevocation("userX", JSON.stringify({ Statement, Version }))).toEqual(revocation);
  });

  test.each(["", "{}", '{"Statement":[]}', JSON.stringify(revocationPolicy("userY", NOTHING_REVOKED))])(
    "is not read from what somebody else wrote: %s",
    (text) => {
      expect(() => readRevocation("userX", text)).toThrow(RegistrarError);
    },
  );
});
