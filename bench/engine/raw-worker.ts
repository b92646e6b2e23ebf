import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';

/** The peer `temporal-raw`: bare activities that do nothing, on the same server with the same limits as Leat's worker. */
const [, , address = '', taskQueue = ''] = process.argv;
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowsPath: resolve('bench/engine/raw-workflows.ts'),
  activities: { pass: () => Promise.resolve(randomUUID()) },
  maxConcurrentActivityTaskExecutions: 8,
});
process.once('SIGTERM', () => {
  worker.shutdown();
});
await worker.run();
await connection.close();
