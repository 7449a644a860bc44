/** Until when a function may begin something new. */
import type { Duration, Instant } from '../domain/time.ts';

/** Of a short time, no more than this is kept back. */
const reservedShare = 0.25;

/** `remaining`: what the function has; `reserve`: what it needs for the last that it began, and to hand on the rest. */
export const deadlineOf = (now: Instant, remaining: Duration, reserve: Duration): Instant =>
  now + remaining - Math.min(reserve, remaining * reservedShare);
