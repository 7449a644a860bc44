/** Bodies of JSON requests. */
import { Refusal } from '../refusal.ts';

/** @throws {Refusal} when the body is no JSON */
export function jsonBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal('SerializationException', 'The request body is not JSON.');
  }
}
