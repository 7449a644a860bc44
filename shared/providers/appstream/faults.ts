/** What AppStream's errors mean to us, in one place. Types are matched, never statuses: AWS documents two for one. */
import type { Answer } from '../../pipeline/ports.ts';
import { answerTo, type SdkError } from '../sdk-error.ts';

export const isGone = ({ code }: SdkError): boolean => code === 'ResourceNotFoundException';

/** The answer to a deletion that threw. An image busy with another change is refused, and comes up again next run. */
export const answerOf = (thrown: unknown): Answer => answerTo(thrown, isGone);
