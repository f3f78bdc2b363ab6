/** What each command is for, apart from the commands: the list of all must not load any of them. */
export const SUMMARIES = {
  demo: "the whole platform on this machine: objects are written, their partitions registered, queried, validated",
  try: "a folder of your own Parquet as a table: layout, columns, sample, and the entry that declares it",
  local: "the platform on this machine, for any AWS client: S3, SQS, Glue, Athena and the register function",
  check: "check the lists of datasets and grantees: every problem at once, or what they declare",
  status:
    "how a stage is doing: partitions and newest day of every dataset, crawlers, queues, and what is wrong",
  doctor:
    "what is set up wrongly in a live stage, from the bucket to the schedules, and the command that fixes it",
  validate:
    "are the data there, on time, complete and valid? Checks the newest session, or the days that you name",
  ready: "may a session be used: were the very objects that are there now judged, and did they pass?",
  query: "ask Athena: a table of what it answers, and what that cost",
  explain: "which dataset, partition and Location an object has, or why not, and what Glue holds now",
  replay: "what the register function would do with the events in a file; --apply does it",
  parked:
    "the messages that could not be processed: list them, send each to its function again, or delete them",
  backfill: "register what is in the bucket already: events cover only what is written after the deploy",
  reconcile: "what differs between S3 and Glue: missing, orphaned and misplaced partitions; --apply fixes it",
  undo: "bring back partitions that reconcile removed",
  schema: "the change to declared columns that would accept what the newest files hold",
  grant: "temporary read-only credentials for a grantee: issue them, list them, revoke them",
  calendar: "trading days: whether a day has a session and why not, its hours in UTC, its five-minute bars",
  export: "tables, crawlers and workgroups as a module of Terraform, for platforms that own them there",
  completion: "what bash, zsh or fish need to complete commands and options",
} as const;

export type CommandName = keyof typeof SUMMARIES;
