"""Airflow 3: trains on a session once three datasets of it may be used, and notices if one changes meanwhile.

Workers need boto3, credentials that may get the states of sessions and list their folder, and SESSIONS_BUCKET.
"""

import json
import os

import boto3
import pendulum
from airflow.sdk import PokeReturnValue, dag, task
from airflow.sdk.exceptions import AirflowException

DATASETS = ["trades", "bars_5m", "ml_features_5m"]
# Add "provisional" or "degraded" if they will do.
ACCEPT = {"available"}


def state_of(dataset, session):
    """What is kept of a session: state, sequence and more. None if no run has told of it."""
    s3 = boto3.client("s3")
    key = f"stock-trades-platform/quality/sessions/{dataset}/{session}.json"
    try:
        return json.load(s3.get_object(Bucket=os.environ["SESSIONS_BUCKET"], Key=key)["Body"])
    except s3.exceptions.NoSuchKey:
        return None


def use(session):
    """The work."""
    print(f"training on {session}")


def sequences_of(session):
    """The sequence of each dataset's state. Raises if one of them may not be used now."""
    states = {dataset: state_of(dataset, session) for dataset in DATASETS}
    waits = [name for name, state in states.items() if not state or state["state"] not in ACCEPT]
    if waits:
        raise AirflowException(f"{session} may not be used: {', '.join(waits)}")
    return {dataset: state["sequence"] for dataset, state in states.items()}


@dag(
    schedule="30 21 * * MON-FRI",
    start_date=pendulum.datetime(2025, 11, 1, tz="UTC"),
    catchup=False,
)
def train_on_session():
    # On a holiday nothing comes: the sensors give up, and the run is skipped.
    @task.sensor(poke_interval=60, timeout=8 * 3600, mode="reschedule", soft_fail=True)
    def ready(dataset, session):
        state = state_of(dataset, session)
        return PokeReturnValue(is_done=state is not None and state["state"] in ACCEPT)

    # A retry begins with what is there then: it waits for the next verdict, and trains on that.
    @task(retries=6, retry_delay=pendulum.duration(minutes=10))
    def train(session):
        before = sequences_of(session)
        use(session)
        if sequences_of(session) != before:
            raise AirflowException(f"{session} changed while it was used")
        return before

    waits = [ready.override(task_id=f"ready_{dataset}")(dataset, "{{ ds }}") for dataset in DATASETS]
    waits >> train("{{ ds }}")


train_on_session()
