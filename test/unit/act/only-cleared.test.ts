import { expect, it } from 'vitest';
import type { Cleared } from '../../../shared/pipeline/guard/guard.ts';
import { act, type Acting } from '../../../shared/pipeline/act/act.ts';
import { anEntry, anImage } from '../../support/facts.ts';

it('compiles no deletion of an image that guard did not clear', () => {
  const lookalike = { known: { version: 1, latest: anEntry() }, image: anImage(), guarded: true };
  // @ts-expect-error Only guard makes what act takes: the lookalike lacks its private mark.
  const cleared: Cleared = lookalike;
  // @ts-expect-error The same said of act itself.
  const attempt = async (acting: Acting) => act(lookalike, acting);
  expect([cleared, attempt]).toHaveLength(2);
});
