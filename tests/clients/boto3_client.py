"""boto3, by its resources where it has them: they list by version 1 and transfer by s3transfer."""

import boto3

from client import serve

s3 = boto3.resource("s3")
ALGORITHM = "ChecksumAlgorithm"


def put(bucket, key, body, algorithm):
    s3.Object(bucket, key).put(Body=body.encode(), **{ALGORITHM: algorithm})
    return s3.Object(bucket, key).get()["Body"].read().decode()


def upload_file(bucket, key, path, algorithm):
    s3.Bucket(bucket).upload_file(path, key, ExtraArgs={ALGORITHM: algorithm})


def upload_fileobj(bucket, key, path):
    with open(path, "rb") as file:
        s3.Bucket(bucket).upload_fileobj(file, key)


def download_file(bucket, key, path):
    s3.Bucket(bucket).download_file(key, path)


def copy(bucket, source, key):
    s3.Bucket(bucket).copy({"Bucket": bucket, "Key": source}, key)


def objects(bucket, prefix):
    return [item.key for item in s3.Bucket(bucket).objects.filter(Prefix=prefix)]


def uploads_aborted(bucket, key):
    upload = s3.Object(bucket, key).initiate_multipart_upload()
    upload.Part(1).upload(Body=b"part")
    found = [[upload.object_key for upload in s3.Bucket(bucket).multipart_uploads.all()]]
    found.append([part.part_number for part in upload.parts.all()])
    upload.abort()
    found.append(list(s3.Bucket(bucket).multipart_uploads.all()))
    return found


def delete(bucket, prefix):
    s3.Bucket(bucket).objects.filter(Prefix=prefix).delete()


serve(put, upload_file, upload_fileobj, download_file, copy, objects, uploads_aborted, delete)
