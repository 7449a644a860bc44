/** Writes retention.schema.json anew: `node infra/policy/write-schema.ts`, after every change of the policy language. */
import { writeFile } from 'node:fs/promises';
import { policySchemaText } from '../../shared/policy/json-schema.ts';

await writeFile(new URL('retention.schema.json', import.meta.url), policySchemaText());
