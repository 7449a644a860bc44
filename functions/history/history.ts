/** The function URL → what the ledger knows. Reads the table, and nothing else. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { scopeId } from '../../shared/domain/image.ts';
import { archiveOf } from '../../shared/runtime/archive.ts';
import { asLambda, type Handler } from '../../shared/runtime/lambda.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';

export function createHistory(
  surroundings: Surroundings,
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const archive = archiveOf(surroundings);
  return asLambda(surroundings, async ({ rawPath, requestContext: { http } }) => {
    if (http.method !== 'GET')
      return json(405, { error: 'Only GET is answered here: nothing can be changed' });
    if (rawPath !== '/') return json(404, { error: 'There is nothing at this path; ask for /' });
    const scopes = await archive.scopes();
    return json(200, { service: 'imagewarden', scopes: scopes.map(scopeId).sort() });
  });
}

const json = (statusCode: number, document: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(document),
});
