/** Tries points that the main thread hands over, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { sceneNamed } from './scenes.ts';
import type { Point } from './fault.ts';
import { failuresAt, makeReady } from './tried.ts';

const { ready } = await makeReady(sceneNamed(workerData));

parentPort?.on('message', (point: Point) => {
  failuresAt(point, ready).then(
    (failures) => parentPort?.postMessage(failures),
    (thrown: unknown) => {
      setImmediate(() => {
        throw thrown;
      });
    },
  );
});
parentPort?.postMessage([]);
