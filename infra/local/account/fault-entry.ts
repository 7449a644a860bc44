/** A fault that the simulated AWS shows: on every request of an operation, or on some of them. */
import { z } from 'zod';
import { strict } from './strict.ts';
import type { Service } from './operations.ts';
import { operationsOf, services } from './operations.ts';
import { unlike } from './shape-problems.ts';
import { isRecord } from './wire.ts';

const isService = (text: unknown): text is Service => services.some((service) => service === text);

/** Told together with the problems of the other members. */
const evenAmongOthers = { when: () => true };

export const fault = strict({
  service: z.enum(services),
  operation: z.string(),
  /** An AWS error code, `throttle`, `timeout` or `http500`. */
  error: z.string().min(1),
  /** Which requests of the operation, counted from 1, retries included; absent: all of them. */
  on: z.array(z.number().int().positive()).optional(),
}).check(
  z.superRefine((written: unknown, context) => {
    if (!isRecord(written) || !isService(written.service) || typeof written.operation !== 'string') return;
    const known = operationsOf(written.service);
    if (known.includes(written.operation)) return;
    const message = unlike(`an operation of ${written.service}: ${known.join(', ')}`, written.operation);
    context.addIssue({ code: 'custom', path: ['operation'], message });
  }, evenAmongOthers),
);

export type Fault = z.output<typeof fault>;
