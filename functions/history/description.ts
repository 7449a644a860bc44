import { readFileSync } from 'node:fs';

/** The API's OpenAPI document, as text. It is packaged beside the bundle: in it, it would be read at every start. */
export const readDescription = (): string => readFileSync(new URL('openapi.json', import.meta.url), 'utf8');
