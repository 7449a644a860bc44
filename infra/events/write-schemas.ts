/** Writes the schemas of this folder anew: `node infra/events/write-schemas.ts`, after every change of what is told. */
import { writeFile } from 'node:fs/promises';
import { eventTypes, fileOf, schemaText } from './schemas.ts';

for (const type of eventTypes) await writeFile(new URL(fileOf(type), import.meta.url), schemaText(type));
