/** What EC2's errors mean to us, in one place. EC2 has no error classes: the code is all there is. */
import type { Answer } from '../../pipeline/ports.ts';
import { answerTo, isNoAnswer, isThrottle, type SdkError, sdkErrorOf } from '../sdk-error.ts';

const gone: ReadonlySet<string> = new Set(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable']);

/** `Unavailable` is said of images that are pending too: it means gone only of one that was seen complete before. */
export const isGone = ({ code }: SdkError): boolean => gone.has(code);

const templateGone: ReadonlySet<string> = new Set([
  'InvalidLaunchTemplateId.NotFound',
  'InvalidLaunchTemplateId.VersionNotFound',
  'InvalidLaunchTemplateName.NotFoundException',
]);

export const isTemplateGone = ({ code }: SdkError): boolean => templateGone.has(code);

/** The answer to a deregistration that threw. */
export const answerOf = (thrown: unknown): Answer => answerTo(thrown, isGone);

/** EC2's own return codes for a snapshot, for a deletion that we asked for by itself. */
export function snapshotResultOf(thrown: unknown): string {
  const error = sdkErrorOf(thrown);
  if (error.code === 'InvalidSnapshot.NotFound') return 'success';
  if (error.code === 'InvalidSnapshot.InUse') return 'skipped';
  if (error.code === 'UnauthorizedOperation') return 'missing-permissions';
  return isThrottle(error) || isNoAnswer(error) ? 'internal-error' : 'client-error';
}
