/** The events of a function URL as requests, and responses as its answers. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export function requestFrom(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, headers, requestContext } = event;
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  // The path is joined to a host of ours: one that begins with two slashes must not become a host.
  const url = `https://${requestContext.domainName}${rawPath}${query}`;
  return new Request(url, { method: requestContext.http.method, headers: headersFrom(headers) });
}

/** Lambda joins what comes more than once, and may pass on what `fetch` would not send. */
function headersFrom(given: APIGatewayProxyEventV2['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) headers.set(name, value);
  return headers;
}

const isText = (type: string): boolean => /^text\/|[/+](?:json|xml|javascript)\b/.test(type);

export async function resultFrom(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const { status: statusCode, headers } = response;
  const plain = isText(headers.get('content-type') ?? 'text/plain') && !headers.has('content-encoding');
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    statusCode,
    headers: Object.fromEntries(headers),
    body: bytes.toString(plain ? 'utf8' : 'base64'),
    isBase64Encoded: !plain,
  };
}
