"""Starts the pipeline `greet` by Temporal's client for Python, and prints its result.

python start_by_temporal.py ADDRESS TASK_QUEUE
"""

import asyncio
import json
import sys
import uuid

from temporalio.client import Client


async def main(address: str, task_queue: str) -> None:
    client = await Client.connect(address)
    result = await client.execute_workflow(
        "runPipeline",
        {"pipeline": "greet", "params": {"word": "bonjour"}},
        id=f"python-{uuid.uuid4()}",
        task_queue=task_queue,
    )
    print(json.dumps(result))


asyncio.run(main(*sys.argv[1:]))
