"""Dagster: materializes a partition for each session that may be used, and again when one may be used anew.

Needs boto3, credentials that may get the states of sessions and list their folder, and SESSIONS_BUCKET.
"""

import datetime
import json
import os

import boto3
import dagster as dg

DATASET = "bars_5m"
# Add "provisional" or "degraded" if they will do.
ACCEPT = {"available"}
# Sessions older than that are not looked at.
DAYS = 30

FOLDER = f"stock-trades-platform/quality/sessions/{DATASET}/"


def state_of(session):
    """What is kept of a session: state, sequence and more."""
    bucket = os.environ["SESSIONS_BUCKET"]
    return json.load(boto3.client("s3").get_object(Bucket=bucket, Key=f"{FOLDER}{session}.json")["Body"])


def use(session):
    """The work."""
    print(f"training on {session}")


def newest_sessions():
    """YYYY-MM-DD, oldest first, of those that have a state."""
    first = datetime.date.today() - datetime.timedelta(days=DAYS)
    found = boto3.client("s3").list_objects_v2(
        Bucket=os.environ["SESSIONS_BUCKET"], Prefix=FOLDER, StartAfter=f"{FOLDER}{first}"
    )
    return [item["Key"].removeprefix(FOLDER).removesuffix(".json") for item in found.get("Contents", [])]


@dg.asset(partitions_def=dg.DailyPartitionsDefinition(start_date="2025-11-01", end_offset=1))
def model(context: dg.AssetExecutionContext):
    session = context.partition_key
    before = state_of(session)
    use(session)
    after = state_of(session)
    if before["state"] not in ACCEPT or after["sequence"] != before["sequence"]:
        # Once it was judged again, the sensor asks for another run.
        raise dg.Failure(f"{session} is {after['state']}", allow_retries=False)
    return dg.MaterializeResult(metadata={"sequence": before["sequence"]})


@dg.sensor(target=model, minimum_interval_seconds=60)
def sessions(context: dg.SensorEvaluationContext):
    """The cursor is the sequence up to which each session was asked for."""
    asked = json.loads(context.cursor or "{}")
    states = {session: state_of(session) for session in newest_sessions()}
    fresh = {
        session: state["sequence"]
        for session, state in states.items()
        if state["state"] in ACCEPT and state["sequence"] > asked.get(session, 0)
    }
    # If this is asked twice, because the cursor was not kept, Dagster knows the run by its key.
    requests = [
        dg.RunRequest(run_key=f"{DATASET}-{session}-{sequence}", partition_key=session)
        for session, sequence in fresh.items()
    ]
    kept = {session: sequence for session, sequence in (asked | fresh).items() if session in states}
    return dg.SensorResult(run_requests=requests, cursor=json.dumps(kept))


defs = dg.Definitions(assets=[model], sensors=[sessions])
