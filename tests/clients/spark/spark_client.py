"""PySpark with S3A, whose settings are those that its documentation gives for each committer."""

import glob
import os

from client import serve
from pyspark.sql import SparkSession

CLOUD = "org.apache.spark.internal.io.cloud"
COMMITTERS = {
    "classic 1": {"mapreduce.fileoutputcommitter.algorithm.version": "1"},
    "classic 2": {"mapreduce.fileoutputcommitter.algorithm.version": "2"},
    "directory": {"fs.s3a.committer.name": "directory", "fs.s3a.committer.staging.conflict-mode": "append"},
    "partitioned": {"fs.s3a.committer.name": "partitioned", "fs.s3a.committer.staging.conflict-mode": "replace"},
    "magic": {"fs.s3a.committer.name": "magic"},
}

home = os.environ["HOME"]
builder = SparkSession.builder.master("local[2]").config("spark.jars", ",".join(glob.glob(os.environ["SPARK_JARS"] + "/*.jar")))
settings = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": f"-Duser.home={home} -Djava.io.tmpdir={home} -Duser.timezone=UTC",
    "spark.local.dir": home,
    "spark.sql.warehouse.dir": f"{home}/warehouse",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.hadoop.hadoop.tmp.dir": home,
    "spark.hadoop.fs.s3a.endpoint": os.environ["AWS_ENDPOINT_URL"],
    "spark.hadoop.fs.s3a.endpoint.region": os.environ["AWS_REGION"],
    "spark.hadoop.fs.s3a.access.key": os.environ["AWS_ACCESS_KEY_ID"],
    "spark.hadoop.fs.s3a.secret.key": os.environ["AWS_SECRET_ACCESS_KEY"],
    "spark.hadoop.fs.s3a.path.style.access": "true",
    "spark.hadoop.fs.s3a.committer.magic.enabled": "true",
}
for name, value in settings.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()


def use(committer):
    """Spark's own protocol for the classic ones, that of S3A for the others."""
    s3a = not committer.startswith("classic")
    for name, value in {
        "spark.sql.sources.commitProtocolClass": f"{CLOUD}.PathOutputCommitProtocol",
        "spark.sql.parquet.output.committer.class": f"{CLOUD}.BindingParquetOutputCommitter",
    }.items():
        spark.conf.set(name, value) if s3a else spark.conf.unset(name)


def write(folder, rows, committer, mode, overwriting="dynamic"):
    use(committer)
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", overwriting)
    frame = spark.createDataFrame(rows, "id long, amount double, note string, day string, region string")
    frame.write.options(**COMMITTERS[committer]).partitionBy("day", "region").mode(mode).parquet(f"s3a://{folder}")


def read(folder, day):
    frame = spark.read.parquet(f"s3a://{folder}").where(f"day = '{day}'").orderBy("id")
    return [row.asDict() for row in frame.collect()]


def rename(source, target):
    """S3A copies what is below a folder, and deletes it."""
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs
    source, target = (hadoop.Path(f"s3a://{folder}") for folder in (source, target))
    return source.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).rename(source, target)


serve(write, read, rename)
