/** The function URL → what the ledger knows. Reads the table, and nothing else. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { archiveOf } from '../../shared/runtime/archive.ts';
import { asLambda, type Handler } from '../../shared/runtime/lambda.ts';
import { createSeal } from '../../shared/runtime/seal.ts';
import { required, type Surroundings } from '../../shared/runtime/surroundings.ts';
import { createAuditApp } from './app.ts';
import { readDescription } from './description.ts';
import { requestFrom, resultFrom } from './lambda-http.ts';

export function createHistory(
  surroundings: Surroundings,
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const { environment, clock, logger } = surroundings;
  const app = createAuditApp({
    archive: archiveOf(surroundings),
    clock,
    description: readDescription,
    seal: createSeal(required(environment, 'CURSOR_KEY')),
    report: (fault) => {
      logger.error('Question failed', { error: fault });
    },
  });
  return asLambda(surroundings, async (event) => resultFrom(await app.fetch(requestFrom(event))));
}
