import { fromLambda } from '../../shared/runtime/from-lambda.ts';
import { createReact } from './react.ts';

export const handler = createReact(fromLambda(process.env));
