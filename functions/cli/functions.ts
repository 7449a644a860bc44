/** What makes the functions that a local bus calls: from their sources, or from their bundles as they would be deployed. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { createReact } from '../react/react.ts';
import type { createRetire } from '../retire/retire.ts';
import type { createSurvey } from '../survey/survey.ts';
import type { createSweep } from '../sweep/sweep.ts';

export interface Functions {
  readonly createSweep: typeof createSweep;
  readonly createSurvey: typeof createSurvey;
  readonly createRetire: typeof createRetire;
  readonly createReact: typeof createReact;
}

export async function functionsFromSources(): Promise<Functions> {
  const [sweep, survey, retire, react] = await Promise.all([
    import('../sweep/sweep.ts'),
    import('../survey/survey.ts'),
    import('../retire/retire.ts'),
    import('../react/react.ts'),
  ]);
  return { ...sweep, ...survey, ...retire, ...react };
}

const made = <F>() => z.custom<F>((value) => typeof value === 'function');

const exported = z.object({
  createSweep: made<typeof createSweep>(),
  createSurvey: made<typeof createSurvey>(),
  createRetire: made<typeof createRetire>(),
  createReact: made<typeof createReact>(),
});

/** @throws where the folder does not hold their bundles */
export async function functionsFromBundles(folder: string): Promise<Functions> {
  const modules: unknown[] = await Promise.all(
    ['sweep', 'survey', 'retire', 'react'].map(
      async (name): Promise<unknown> => import(pathToFileURL(join(folder, name, `${name}.mjs`)).href),
    ),
  );
  return exported.parse(Object.assign({}, ...modules));
}
