import { fromLambda } from '../../shared/runtime/from-lambda.ts';
import { createSurvey } from './survey.ts';

export const handler = createSurvey(fromLambda(process.env));
