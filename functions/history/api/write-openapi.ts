/** Writes openapi.json anew: `node functions/history/api/write-openapi.ts`, after every change of an answer's shape. */
import { writeFile } from 'node:fs/promises';
import { apiText } from './describe.ts';

await writeFile(new URL('../openapi.json', import.meta.url), apiText());
