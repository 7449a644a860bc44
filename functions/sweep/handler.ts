import { fromLambda } from '../../shared/runtime/from-lambda.ts';
import { createSweep } from './sweep.ts';

export const handler = createSweep(fromLambda(process.env));
