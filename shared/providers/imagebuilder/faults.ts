/** What Image Builder's errors mean to us, in one place. Its operations throw errors that their models do not list. */
import type { Answer } from '../../pipeline/ports.ts';
import { answerTo, type SdkError } from '../sdk-error.ts';

export const isGone = ({ code }: SdkError): boolean => code === 'ResourceNotFoundException';

const refusals: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ClientException',
  'ForbiddenException',
  'InvalidParameterCombinationException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidRequestException',
  'ValidationException',
]);

/** The request was understood and not granted: another way of asking may be. */
export const isRefusal = ({ code }: SdkError): boolean => refusals.has(code);

/** The answer to the deletion of a build's record that threw. */
export const answerOf = (thrown: unknown): Answer => answerTo(thrown, isGone);
