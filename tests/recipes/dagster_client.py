"""Dagster with the recipe's definitions."""

import importlib.util
import os

import boto3
import dagster as dg
from client import serve

spec = importlib.util.spec_from_file_location("recipe", os.environ["RECIPE"])
recipe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recipe)
instance = dg.DagsterInstance.ephemeral()


def tick(cursor, accept):
    """What the sensor asks for, and its next cursor."""
    recipe.ACCEPT = set(accept)
    context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=recipe.defs)
    data = recipe.defs.resolve_sensor_def("sessions").evaluate_tick(context)
    requests = [{"key": one.run_key, "session": one.partition_key} for one in data.run_requests]
    return {"requests": requests, "cursor": data.cursor}


def materialize(session, meanwhile):
    """Did a run of the session succeed? Meanwhile states are replaced, by their keys."""

    def use(*_):
        for key, text in meanwhile.items():
            boto3.client("s3").put_object(Bucket=os.environ["SESSIONS_BUCKET"], Key=key, Body=text)

    recipe.use = use
    job = recipe.defs.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(partition_key=session, instance=instance, raise_on_error=False).success


serve(tick, materialize)
