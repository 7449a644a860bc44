import { fromLambda } from '../../shared/runtime/from-lambda.ts';
import { createRetire } from './retire.ts';

export const handler = createRetire(fromLambda(process.env));
