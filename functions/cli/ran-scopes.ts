import type { Instant } from '../../shared/domain/time.ts';
import type { RanScope } from '../../shared/pipeline/plan-document.ts';
import type { LocalService } from './local-service.ts';

/** What the ledger says of one run, scope by scope. */
export const ranScopes = async (
  { archive, scopes }: Pick<LocalService, 'archive' | 'scopes'>,
  at: Instant,
): Promise<RanScope[]> =>
  Promise.all(
    scopes.map(async (scope) => {
      const [run] = await archive.runs(scope, at, at + 1);
      const standing = [...(await archive.standing(scope)).values()];
      const gone = await archive.gone(scope);
      const deleted = gone.filter(
        ({ latest }) => latest.after.result?.run === at && latest.event !== 'vanished',
      );
      return { scope, ...(run && { run }), standing, deleted };
    }),
  );
