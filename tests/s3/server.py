"""An S3 server with one bucket, on any free port, for as long as whoever started it lives: it ends with its standard input.

Says where it is in one line. Its keys are any; it keeps everything in memory and temporary files.
"""

import logging
import os
import sys

import boto3
from moto.s3.exceptions import NoSuchUpload
from moto.s3.models import S3Backend
from moto.server import ThreadedMotoServer

upload_part = S3Backend.upload_part


def upload_known_part(self, bucket_name, multipart_id, *rest, **more):
    """As S3 does it: to an upload that is not there any more, moto answers that it broke itself."""
    if multipart_id not in self.get_bucket(bucket_name).multiparts:
        raise NoSuchUpload(upload_id=multipart_id)
    return upload_part(self, bucket_name, multipart_id, *rest, **more)


S3Backend.upload_part = upload_known_part

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
client = boto3.client(
    "s3",
    endpoint_url=address,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
)
client.create_bucket(Bucket="caseport")
print(address, flush=True)
sys.stdin.read()
# Not before: threads of the server may be in the middle of an answer.
os._exit(0)
