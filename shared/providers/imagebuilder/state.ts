import type { ImageState } from '../../domain/image.ts';

const states: Readonly<Record<string, ImageState>> = {
  PENDING: 'pending',
  CREATING: 'pending',
  BUILDING: 'pending',
  TESTING: 'pending',
  DISTRIBUTING: 'pending',
  INTEGRATING: 'pending',
  AVAILABLE: 'available',
  DEPRECATED: 'deprecated',
  DISABLED: 'disabled',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** Image Builder's own state in our words; undefined: the build is no more. */
export function stateOf(status: string | undefined): ImageState | undefined {
  if (status === 'DELETED') return undefined;
  return status !== undefined && Object.hasOwn(states, status) ? states[status] : 'unknown';
}
