/** The HTTP status of an error code: what the service's own model says, else what its kind commonly has. */
import * as appstream from '@aws-sdk/client-appstream';
import * as imagebuilder from '@aws-sdk/client-imagebuilder';
import type { Service } from '../account/operations.ts';
import { isRecord } from '../account/wire.ts';

const models: Partial<Record<Service, object>> = { appstream, imagebuilder };

export function statusOf(service: Service, code: string): number {
  return modelledStatus(service, code) ?? (/^(AccessDenied|Unauthorized|Forbidden)/.test(code) ? 403 : 400);
}

function modelledStatus(service: Service, code: string): number | undefined {
  const shapes = new Map<string, unknown>(Object.entries(models[service] ?? {}));
  const shape = shapes.get(`${code}$`);
  if (!Array.isArray(shape)) return undefined;
  const traits: unknown = shape[3];
  return isRecord(traits) && typeof traits.httpError === 'number' ? traits.httpError : undefined;
}
