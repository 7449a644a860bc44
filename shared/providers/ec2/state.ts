import type { ImageState } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';

/** EC2's own state in our words; undefined: the image is no more. */
export function stateOf(
  state: string | undefined,
  deprecatedAt: Instant | undefined,
  now: Instant,
): ImageState | undefined {
  switch (state) {
    case 'available':
      // Deprecation is no state of EC2's but a time: an unreadable one counts as none.
      return deprecatedAt !== undefined && deprecatedAt <= now ? 'deprecated' : 'available';
    case 'pending':
    case 'disabled':
    case 'failed':
      return state;
    case 'deregistered':
      return undefined;
    default:
      // invalid, transient, error: AWS does not say what they mean, so nobody may act on them.
      return 'unknown';
  }
}
