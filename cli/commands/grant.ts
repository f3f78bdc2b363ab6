import { grantees } from "../../access/declared-grantees.ts";
import { type GrantRecord, stateOf } from "../../access/grant-record.ts";
import { type Grant, issue } from "../../access/issue.ts";
import { type AffectedGrants, affectedGrants, type RevocationRequest, revoke } from "../../access/revoke.ts";
import { type AccessStage, granteeNamed, recordsOfStage } from "../../access/stage.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { count } from "../../shared/runtime/text.ts";
import { FORMATS, type Format } from "../access/format.ts";
import { stageAccess } from "../access/stage-access.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { renderTable, type Terminal } from "../terminal.ts";

/** Percent of the room for a packed policy and tags above which the next longer grant may be refused. */
const NEARLY_FULL = 80;

export const command = defineCommand({
  name: "grant",
  synopsis:
    "[list|revoke] --user <user> [--tables …] [--days …] [--ttl 1h] [--format env] [--stage dev] [--json]",
  verbs: ["list", "revoke"],
  details:
    "Issues at once, to stdout and nowhere else:\n" +
    `  eval "$(${REGISTRAR} grant --user userX --tables bars_5m --days 2026-11-01..2026-11-20 --ttl 45m)"\n` +
    "list tells who was granted what, active and past. revoke tells what it would revoke, --apply does it; IAM takes\n" +
    "some minutes to deny everywhere. docs/access.md says what the credentials can do, and cannot.",
  options: {
    user: { type: "string", placeholder: "<user>", help: grantees.map(({ user }) => user).join(", ") },
    tables: { type: "string", placeholder: "<names>", help: "datasets, by commas" },
    days: { type: "string", placeholder: "<from..to>", help: "a day, or two, both inclusive" },
    ttl: {
      type: "string",
      placeholder: "<time>",
      help: "15m to the role's maximum; 60m if you are a role (default 1h)",
    },
    format: {
      type: "string",
      placeholder: "<format>",
      values: Object.keys(FORMATS),
      help: `${Object.keys(FORMATS).join(", ")} (default env)`,
    },
    session: { type: "string", placeholder: "<name>", help: "with revoke: only this one" },
    apply: { type: "boolean", help: "with revoke: do it" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  positionals: [0, 1],
  async run({ values, positionals: [action = ISSUE], terminal }) {
    const stage = stageOf("grant", values.stage);
    refuseStrayOptions(action, values);
    const context = stageAccess(stage, terminal);
    if (action === "list") return list(context, values.user, values.json === true, terminal);
    if (action === "revoke") {
      const request = { grantee: granteeNamed(values.user, context), session: values.session };
      return revokeOrTell(request, context, values.apply === true, values.json === true, terminal);
    }
    const format = formatOf(values);
    const { user, tables, days, ttl = "1h" } = values;
    const grant = await issue({ user, tables, days, ttl }, context);
    terminal.out(FORMATS[format](grant));
    tellGrant(grant, terminal);
    return EXIT.ok;
  },
});

/** What `grant` does without a word: no word can be typed that means the same. */
const ISSUE = "";

/** The options of each action, besides --stage and --json. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  [ISSUE]: ["user", "tables", "days", "ttl", "format"],
  list: ["user"],
  revoke: ["user", "session", "apply"],
};

/** `grant list --ttl 45m` is a mistake, and so is `grant --apply`: whoever types it expects something else. */
function refuseStrayOptions(action: string, values: Readonly<Record<string, unknown>>): void {
  const known = OPTIONS[action];
  if (known === undefined) {
    throw usageError("grant", [`expected list or revoke, or options alone, got ${JSON.stringify(action)}`]);
  }
  const stray = Object.keys(values).filter((name) => ![...known, "stage", "json", "help"].includes(name));
  if (stray.length > 0) {
    const named = `registrar grant ${action}`.trimEnd();
    throw usageError(
      "grant",
      stray.map((name) => `--${name} is no option of ${named}`),
    );
  }
}

function formatOf({ format, json }: { readonly format?: string; readonly json?: boolean }): Format {
  const wanted = format ?? (json === true ? "json" : "env");
  if (!Object.hasOwn(FORMATS, wanted)) {
    throw usageError("grant", [
      `--format must be one of ${Object.keys(FORMATS).join(", ")}, got ${JSON.stringify(wanted)}`,
    ]);
  }
  if (json === true && wanted !== "json")
    throw usageError("grant", [`--json and --format ${wanted} exclude each other`]);
  return wanted as Format;
}

/** On stderr, and so nothing secret. */
function tellGrant({ record, credentials, workGroup }: Grant, terminal: Terminal): void {
  const { user, tables, days, session, expiresAt } = record;
  terminal.note(
    `${user} may read ${tables.join(", ")} of ${days.from}..${days.to} in workgroup ${workGroup}`,
  );
  terminal.note(`until ${inUtc(expiresAt)}, ${inNewYork(expiresAt)}; session ${session}`);
  const { packedPercent = 0 } = credentials;
  if (packedPercent > NEARLY_FULL) {
    terminal.note(
      `policy and tags take ${packedPercent}% of the room that AWS has for them: narrow the days next time`,
    );
  }
}

async function list(
  context: AccessStage,
  user: string | undefined,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const { stage, tokens, callTimeout } = context;
  if (user !== undefined) granteeNamed(user, context);
  await tokens.caller(callTimeout()); // its error is the clearest one about wrong credentials
  const found = await (await recordsOfStage(context)).all(user, callTimeout());
  const { unreadable } = found;
  const now = Date.now();
  const grants = found.records.map((record) => ({ state: stateOf(record, now), ...record }));
  if (json) terminal.out(JSON.stringify({ stage, grants, unreadable }, null, 2));
  else if (grants.length > 0) terminal.out(tableOf(grants, terminal));
  else if (unreadable.length === 0) terminal.out("Nothing was granted.");
  tellUnreadable(unreadable, terminal);
  return unreadable.length === 0 ? EXIT.ok : EXIT.no;
}

function tellUnreadable(unreadable: readonly string[], terminal: Terminal): void {
  for (const what of unreadable) terminal.note(`${terminal.style("yellow", "cannot be read")}  ${what}`);
}

function tableOf(grants: readonly (GrantRecord & { readonly state: string })[], terminal: Terminal): string {
  const headers = ["state", "user", "tables", "days", "granted (UTC)", "until (UTC)", "session", "by"];
  const rows = grants.map(({ state, user, tables, days, issuedAt, expiresAt, session, by }) => [
    state,
    user,
    tables.join(", "),
    `${days.from}..${days.to}`,
    issuedAt.slice(0, 19),
    expiresAt.slice(0, 19),
    session,
    by,
  ]);
  return renderTable(headers, rows, terminal.columns);
}

async function revokeOrTell(
  request: RevocationRequest,
  context: AccessStage,
  apply: boolean,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const { stage, tokens, callTimeout } = context;
  await tokens.caller(callTimeout()); // as above
  if (!apply) {
    const { grants, unreadable } = await affectedGrants(request, context);
    tellAffected({ stage, applied: false, grants, unreadable }, json, terminal);
    const all = request.session === undefined ? "all, and any without a record" : "it";
    terminal.note(
      `${count(grants.length, "active grant")} of ${request.grantee.user}; --apply revokes ${all}.`,
    );
    return EXIT.ok;
  }
  const { grants, unreadable, undone } = await revoke(request, context);
  tellAffected({ stage, applied: true, grants, unreadable, undone }, json, terminal);
  for (const what of undone)
    terminal.note(`${terminal.style("red", "revoked, but not written down")}  ${what}`);
  const what =
    grants.length === 0 && request.session !== undefined
      ? `${request.session} is`
      : `${count(grants.length, "active grant")} of ${request.grantee.user}`;
  terminal.note(`${what} revoked. IAM takes some minutes until it denies everywhere.`);
  return undone.length === 0 ? EXIT.ok : EXIT.no;
}

function tellAffected(
  document: AffectedGrants & {
    readonly stage: string;
    readonly applied: boolean;
    readonly undone?: readonly string[];
  },
  json: boolean,
  terminal: Terminal,
): void {
  const now = Date.now();
  const grants = document.grants.map((record) => ({ state: stateOf(record, now), ...record }));
  if (json) terminal.out(JSON.stringify(document, null, 2));
  else if (grants.length > 0) terminal.out(tableOf(grants, terminal));
  tellUnreadable(document.unreadable, terminal);
}

const inUtc = (instant: string) => `${instant.slice(0, 19)}Z`;

const inNewYork = (instant: string) =>
  new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    timeStyle: "long",
    dateStyle: "medium",
  }).format(new Date(instant));
