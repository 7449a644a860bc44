/** The policy language for editors: a JSON Schema, made from what the parser checks with. */
import * as z from 'zod';
import { document } from './document.ts';

/** Draft 7, which every YAML language server knows. */
export function policySchema(): object {
  return {
    title: 'Imagewarden retention policy',
    description: 'Which machine images are retired, and which stay.',
    ...z.toJSONSchema(document, { target: 'draft-7', io: 'input' }),
  };
}

/** As it is committed. */
export const policySchemaText = (): string => `${JSON.stringify(policySchema(), null, 2)}\n`;
