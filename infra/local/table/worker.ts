/** The thread of a local table: opens it, tells where it is, and closes it when it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputFault, NewerFormatFault } from '../../../shared/domain/fault.ts';
import type { Told } from './apart.ts';
import { startTable } from './start.ts';

const tell = (told: Told): void => parentPort?.postMessage(told);

try {
  const table = await startTable({ dir: String(workerData) });
  parentPort?.once('message', () => {
    void table.close();
  });
  tell({ endpoint: table.environment.AWS_ENDPOINT_URL_DYNAMODB, name: table.name });
} catch (thrown) {
  if (thrown instanceof InputFault) tell({ fault: 'InputFault', problems: [...thrown.problems] });
  else if (thrown instanceof NewerFormatFault)
    tell({ fault: 'NewerFormatFault', problems: [thrown.message] });
  else throw thrown;
}
