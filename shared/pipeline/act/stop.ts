/** The stop switch, as whoever is about to delete reads it. What cannot be read counts as stopped. */
import { iso } from '../../domain/time.ts';
import type { Reason } from '../../domain/verdict.ts';
import type { Ledger } from '../ports.ts';

/** Undefined: deletion may go on. */
export async function readStop(ledger: Pick<Ledger, 'stopped'>): Promise<Reason<'stopped'> | undefined> {
  try {
    const stop = await ledger.stopped();
    if (stop === undefined) return undefined;
    const { at, by, reason } = stop;
    return stopped(`stopped by ${by} at ${iso(at)}${reason === undefined ? '' : `: ${reason}`}`);
  } catch (thrown) {
    return stopped(`whether deletion is stopped could not be read: ${nameOf(thrown)}`);
  }
}

const stopped = (detail: string): Reason<'stopped'> => ({ code: 'stopped', detail });

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'unknown error');
