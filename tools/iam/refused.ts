/** What must be denied: every call that is allowed, a step aside; what a role is often given too much of; and the rest of AWS. */
import { databaseName } from "../../shared/runtime/names.ts";
import type { Rest } from "./catalogue.ts";
import { type ForbiddenRequest, onlyOthersMay } from "./refused-by-kind.ts";
import { keyOf } from "./request.ts";
import { ACCOUNT, arnOf, type Permissions } from "./template.ts";
import type { IamWorld, NeededRequest } from "./world.ts";

/** `newcomers` are those on whom the rest of AWS is tried: other stages' roles of the same kind have the same actions. */
export function refusalsOf(world: IamWorld, rest: Rest, newcomers: ReadonlySet<string>): ForbiddenRequest[] {
  const roleOf = new Map(world.grants.map(({ name, role }) => [name, role]));
  // What a grant is refused, its role is refused as well, without a session policy.
  const everybodys = world.calls.flatMap((call) => {
    const role = roleOf.get(call.by);
    return role === undefined ? [call] : [call, { ...call, by: role }];
  });
  const own = [
    ...everybodys.flatMap(aside),
    ...everybodys.flatMap(anotherAction),
    ...world.calls.flatMap((call) => overPlainHttp(call, world.permissions)),
    ...world.permissions.roles.flatMap(({ name }) => beyond(name, world)),
    ...atTheDoors(world),
    ...world.grants.flatMap(({ name, role, refused }) =>
      refused.flatMap((request) => {
        return request.ofSession
          ? [{ ...request, by: name }]
          : [name, role].map((by) => ({ ...request, by }));
      }),
    ),
    ...everythingElse(newcomers, rest),
  ];
  // A step aside of one call may be another call.
  const allowed = new Set(everybodys.map((call) => call.by + keyOf(call)));
  return byRole(own).filter((refusal) => !allowed.has(refusal.by + keyOf(refusal)));
}

/** Each request once for everybody who makes it. */
const byRole = (refusals: readonly ForbiddenRequest[]) => [
  ...new Map(refusals.map((refusal) => [refusal.by + keyOf(refusal), refusal])).values(),
];

/** The same call on the neighbour of its resource. Nothing is next to the catalog, of which an account has one. */
function aside({ by, action, resource, context = {} }: NeededRequest): ForbiddenRequest[] {
  const to = (neighbour: string, what: string, changed = context): ForbiddenRequest => ({
    by,
    action,
    resource: neighbour,
    context: changed,
    what,
  });
  const [, , service = "", , , ...rest] = resource.split(":");
  const what = rest.join(":");
  switch (service) {
    case "glue": {
      const [kind, name = "", table] = what.split("/");
      if (kind === "catalog") return [];
      if (kind === "crawler") return [to(`${resource}-other`, "another crawler")];
      if (table === undefined) return [to(`${resource}_other`, "another database")];
      return [
        to(`${resource}_other`, "another table"),
        to(arnOf("glue", `table/${name}_other/${table}`), "a table of another database"),
      ];
    }
    case "s3": {
      const [bucket = "", ...key] = what.split("/");
      const elsewhere = `arn:aws:s3:::${bucket}-other${key.length === 0 ? "" : `/${key.join("/")}`}`;
      return [
        to(elsewhere, "another bucket"),
        ...asideWithin(bucket, key, { by, action, resource, context }),
      ];
    }
    case "logs":
      return [to(resource.replace(/log-group:[^:]+/, "log-group:/aws/lambda/other"), "another log group")];
    case "athena":
      return [
        to(`${resource}-other`, what.startsWith("workgroup/") ? "another workgroup" : "another catalog"),
      ];
    case "sqs":
      return [to(`${resource}-other`, "another queue")];
    case "sns":
      return [to(`${resource}-other`, "another topic")];
    case "lambda":
      return [to(`${resource}-other`, "another function")];
    case "cloudformation":
      return [to(`${resource}-other`, "another stack")];
    case "kms":
      return [
        to(resource.replace(/.$/, "0"), "another key"),
        to(resource, "a key, not through S3", {}),
        to(resource, "a key, not through S3", { "kms:ViaService": "sqs.us-east-1.amazonaws.com" }),
      ];
    case "events":
      return [
        to(`${resource}-other`, "another bus"),
        to(resource, "events of others", { ...context, "events:source": ["others"] }),
        to(resource, "events of others", { ...context, "events:detail-type": ["Order Placed"] }),
      ];
    case "iam":
      return [];
    default:
      throw new Error(`what is next to ${resource} is not known here`);
  }
}

/** An action that no role here has, of each kind of resource. */
const NEVER: readonly (readonly [resource: RegExp, action: string])[] = [
  [/^arn:aws:logs:.*:log-stream:/, "logs:DeleteLogStream"],
  [/^arn:aws:sqs:/, "sqs:PurgeQueue"],
  [/^arn:aws:sns:/, "sns:DeleteTopic"],
  [/^arn:aws:athena:.*:workgroup\//, "athena:DeleteWorkGroup"],
  [/^arn:aws:athena:.*:datacatalog\//, "athena:DeleteDataCatalog"],
  [/^arn:aws:glue:.*:database\//, "glue:DeleteDatabase"],
  [/^arn:aws:glue:.*:table\//, "glue:DeleteTable"],
  [/^arn:aws:glue:.*:crawler\//, "glue:DeleteCrawler"],
  [/^arn:aws:s3:::[^/]+$/, "s3:DeleteBucket"],
  [/^arn:aws:s3:::[^/]+\//, "s3:PutObjectAcl"],
  [/^arn:aws:lambda:/, "lambda:DeleteFunction"],
  [/^arn:aws:kms:/, "kms:ScheduleKeyDeletion"],
  [/^arn:aws:cloudformation:/, "cloudformation:DeleteStack"],
];

/** Another action on the very resource, under the same circumstances but for those that only the call has. */
function anotherAction({ by, resource, context = {} }: NeededRequest): ForbiddenRequest[] {
  const { "s3:prefix": prefix, ...others } = context;
  const what = "ending or opening what it uses";
  const never = NEVER.filter(([pattern]) => pattern.test(resource)).map(([, action]): ForbiddenRequest => {
    return { by, action, resource, context: others, what };
  });
  if (prefix === undefined) return never;
  return [...never, { by, action: "s3:ListBucketVersions", resource, context, what }];
}

/** Who may do something to a whole bucket has no neighbour within it. */
const WHOLE_BUCKET = new Set(["s3:DeleteObjectVersion", "s3:DeleteObject"]);

function asideWithin(
  bucket: string,
  key: readonly string[],
  { by, action, context = {} }: Pick<NeededRequest, "by" | "action" | "resource" | "context">,
): ForbiddenRequest[] {
  if (WHOLE_BUCKET.has(action)) return [];
  const arn = `arn:aws:s3:::${bucket}`;
  if (key.length > 0)
    return [{ by, action, resource: `${arn}/elsewhere/x`, context, what: "another prefix" }];
  if (context["s3:prefix"] === undefined) return [];
  return [
    { by, action, resource: arn, context: { ...context, "s3:prefix": "elsewhere/" }, what: "another prefix" },
  ];
}

/** What resource policies deny to everybody, although it is allowed by TLS. */
function overPlainHttp(
  { by, action, resource, context }: NeededRequest,
  { resourcePolicies }: Permissions,
): ForbiddenRequest[] {
  const [owner = ""] = resource.split("/");
  if (!resourcePolicies.has(owner)) return [];
  const plain = { ...context, "aws:SecureTransport": "false" };
  return [{ by, action, resource, context: plain, what: "plain HTTP" }];
}

/** What roles of this kind are often given too much of. */
function beyond(by: string, { site, permissions }: IamWorld): ForbiddenRequest[] {
  const { stage, bucket, datasets } = site;
  const [dataset] = datasets;
  const database = databaseName(dataset!.database, stage);
  const table = arnOf("glue", `table/${database}/${dataset!.table}`);
  const object = `arn:aws:s3:::${bucket}/${dataset!.prefix}day=2025-11-28/part-0.parquet`;
  const own = permissions.roles.find(({ name }) => name === by)!.arn;
  const other = permissions.roles.find(({ name }) => name !== by)!.arn;
  const group = (what: string, pairs: readonly (readonly [action: string, resource: string])[]) =>
    pairs.map(([action, resource]): ForbiddenRequest => ({ by, action, resource, what }));
  return [
    ...group("its own permissions", [
      ["iam:PutRolePolicy", own],
      ["iam:AttachRolePolicy", own],
      ["iam:UpdateAssumeRolePolicy", own],
      ["iam:PassRole", own],
      ["sts:AssumeRole", other],
    ]),
    ...group("deleting tables and partitions", [
      ["glue:DeleteTable", table],
      ["glue:DeletePartition", table],
      ["glue:BatchDeletePartition", table],
      ["glue:DeleteDatabase", arnOf("glue", `database/${database}`)],
    ]),
    ...group("writing data", [["s3:PutObject", object]]),
    ...group("buckets", [
      ["s3:DeleteBucket", `arn:aws:s3:::${bucket}`],
      ["s3:PutBucketNotification", `arn:aws:s3:::${bucket}`],
    ]),
    ...group("code", [["lambda:UpdateFunctionCode", arnOf("lambda", "function:x")]]),
    ...group("keys", [["kms:Decrypt", arnOf("kms", "key/11111111-2222-3333-4444-555555555555")]]),
    ...group("another workgroup", [["athena:StartQueryExecution", arnOf("athena", "workgroup/primary")]]),
    ...onlyOthersMay(by, stage, table, object),
  ];
}

/** Services that come from elsewhere, and roles that somebody else takes. */
function atTheDoors({ calls, permissions }: IamWorld): ForbiddenRequest[] {
  const services = calls.filter(({ by }) => by.endsWith(".amazonaws.com"));
  return [
    ...services.flatMap((call): ForbiddenRequest[] => {
      const { "aws:SourceArn": source, "aws:SourceAccount": account, ...context } = call.context ?? {};
      if (source === undefined || account === undefined) return [];
      const from = (what: string, changed: Record<string, string>): ForbiddenRequest => ({
        ...call,
        what,
        context: {
          ...context,
          "aws:SourceArn": String(source),
          "aws:SourceAccount": String(account),
          ...changed,
        },
      });
      const foreign = String(source).replace(ACCOUNT, "999999999999");
      return [
        from("another source", { "aws:SourceArn": `${source}-other` }),
        // A bucket's ARN says nothing of its account.
        from("another account", { "aws:SourceArn": foreign, "aws:SourceAccount": "999999999999" }),
      ];
    }),
    ...services
      .filter(({ action }) => action === "sts:AssumeRole")
      .map(({ action, resource, context = {} }): ForbiddenRequest => {
        return { by: "ec2.amazonaws.com", action, resource, context, what: "another service" };
      }),
    ...permissions.roles.map(({ arn }): ForbiddenRequest => {
      const stranger = "arn:aws:iam::999999999999:role/stranger";
      return { by: stranger, action: "sts:AssumeRole", resource: arn, what: "another account" };
    }),
  ];
}

/** All of IAM, and one action of each service, on what is not ours. */
function everythingElse(newcomers: ReadonlySet<string>, { iam, services }: Rest): ForbiddenRequest[] {
  return [...newcomers].flatMap((by) => [
    ...iam.map((request): ForbiddenRequest => ({ ...request, by, what: "iam:*" })),
    ...services.map(
      (request): ForbiddenRequest => ({ ...request, by, what: "* (one action of every service)" }),
    ),
  ]);
}
