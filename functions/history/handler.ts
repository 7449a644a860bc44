import { fromLambda } from '../../shared/runtime/from-lambda.ts';
import { createHistory } from './history.ts';

export const handler = createHistory(fromLambda(process.env));
