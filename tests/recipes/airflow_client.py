"""Airflow with the recipe's DAG, as its scheduler would parse it."""

import datetime
import os
from unittest import mock

import boto3
from airflow.dag_processing.dagbag import DagBag
from client import serve

bag = DagBag(dag_folder=os.environ["RECIPE"])
dag = bag.dags["train_on_session"]


def parsed():
    return {"errors": list(bag.import_errors.values()), "tasks": dag.task_ids}


def poke(dataset, session):
    """Is the sensor of a dataset content?"""
    sensor = dag.get_task(f"ready_{dataset}").prepare_for_execution()
    sensor.render_template_fields({"ds": session})
    return bool(sensor.poke({}))


def train(session, accept, meanwhile):
    """What the task answers or raises; meanwhile states are replaced, by their keys."""
    function = dag.get_task("train").python_callable

    def use(*_):
        for key, text in meanwhile.items():
            boto3.client("s3").put_object(Bucket=os.environ["SESSIONS_BUCKET"], Key=key, Body=text)

    with mock.patch.dict(function.__globals__, use=use, ACCEPT=set(accept)):
        try:
            return {"answer": function(session)}
        except Exception as raised:
            return {"raised": str(raised)}


def run(session):
    """The state of each task after a run of the whole DAG."""
    moment = datetime.datetime.fromisoformat(f"{session}T21:30:00+00:00")
    return {one.task_id: str(one.state) for one in dag.test(logical_date=moment).get_task_instances()}


serve(parsed, poke, train, run)
