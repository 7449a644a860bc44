/** AppStream images as that service describes them. */
import { day, iso } from '../../shared/domain/time.ts';
import { noon } from './facts.ts';

export const appstreamImage = (Name: string, daysOld = 100) => ({
  Name,
  Arn: `arn:aws:appstream:us-east-1:123456789012:image/${Name}`,
  State: 'AVAILABLE' as const,
  Visibility: 'PRIVATE' as const,
  CreatedTime: iso(noon - daysOld * day),
});
