/** Every fault at every call of a reference run, on several threads. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { counted, type Section } from '../figure.ts';
import type { Point } from './fault.ts';
import { sampleOf } from './points.ts';
import { sceneNamed, type SceneName } from './scenes.ts';
import { makeReady } from './tried.ts';

export const faultSection = sectionOf('rich', 'faults', 'the reference run');
/** The same of events heard, which reference runs are without. */
export const hearingSection = sectionOf('heard', 'hearing', 'hearing of ten events');

function sectionOf(scene: SceneName, name: string, run: string): Section {
  return {
    name,
    measure: async ({ every, workers }, progress) => {
      const { points, calls, problems } = await makeReady(sceneNamed(scene));
      const chosen = sampleOf(points, every);
      const failures = await tryAll(chosen, workers, scene, progress);
      const failed = new Set(failures.map((failure) => failure.split(':').slice(0, 2).join(':')));
      return {
        figures: [
          { name: `calls of ${run}`, value: counted(calls.length) },
          { name: 'fault points tried', value: `${counted(chosen.length)} of ${counted(points.length)}` },
          { name: 'fault points survived', value: counted(chosen.length - failed.size) },
        ],
        failures: [...problems, ...failures],
      };
    },
  };
}

const answer = z.array(z.string());

async function tryAll(
  points: readonly Point[],
  workers: number,
  scene: SceneName,
  progress: (done: number, of: number) => void,
): Promise<string[]> {
  const rest = [...points];
  const failures: string[] = [];
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: scene });
    const answered = async (): Promise<string[]> => z.parse(answer, (await once(worker, 'message'))[0]);
    await answered();
    for (let point = rest.shift(); point !== undefined; point = rest.shift()) {
      worker.postMessage(point);
      failures.push(...(await answered()));
      progress(++done, points.length);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return failures;
}
