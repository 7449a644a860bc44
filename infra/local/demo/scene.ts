/** Where and when the demo plays, and what its parts share. */
import { day, hour, instantOf, type Instant } from '../../../shared/domain/time.ts';
import type { MachineImage } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import type { News } from './news.ts';
import type { Random } from './random.ts';

export const account = '111122223333';
export const regions = ['us-east-1', 'eu-west-1'] as const;

/** Days with a sweep each, numbered from 1; the days before it nobody cleaned up. */
export const days = 90;
export const daysBefore = 99;

const midnight: Instant = instantOf('2026-03-02') ?? 0;
export const dayStart = (number: number): Instant => midnight + (number - 1) * day;
export const sweepAt = (number: number): Instant => dayStart(number) + 6 * hour;

/** `20260302`, as pipelines put it into names. */
export const dateIn = (at: Instant): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '');

export interface Scene {
  readonly home: World;
  readonly away: World;
  readonly random: Random;
  /** What EventBridge tells of it. */
  readonly news: News;
  /** Images that pipelines brought out and tested, oldest first: what fleets follow. */
  readonly releases: Release[];
}

export interface Release {
  readonly family: string;
  readonly region: string;
  readonly image: MachineImage;
  readonly at: Instant;
}
