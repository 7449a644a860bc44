/** The sending half of SQS over HTTP (AWS JSON 1.0), so that unchanged SDK clients put messages into local queues. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { second } from '../../../shared/domain/time.ts';
import { principalIn } from '../aws/credentials.ts';
import type { Permit } from '../aws/iam/authority.ts';
import { listenOnLoopback } from '../loopback.ts';
import type { Queue } from './queue.ts';

const entry = z.object({
  Id: z._default(z.string(), 'one'),
  MessageBody: z.string(),
  DelaySeconds: z.optional(z.number()),
});
const batch = z.object({ QueueUrl: z.string(), Entries: z.array(entry) });
const single = z.extend(entry, { QueueUrl: z.string() });

export interface SqsEndpoint {
  readonly url: string;
  urlOf(queue: Queue): string;
  close(): Promise<void>;
}

/** A refusal by IAM, in the words of SQS. */
class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

export async function startSqsEndpoint(queues: readonly Queue[], permit?: Permit): Promise<SqsEndpoint> {
  const { url, close } = await listenOnLoopback((request, response) => {
    answer(request, queues, permit).then(
      (body) => response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(body)),
      (thrown: unknown) => {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        if (thrown instanceof AccessDenied)
          response
            .writeHead(403, { 'x-amzn-query-error': 'AccessDenied;Sender' })
            .end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }));
        else
          response
            .writeHead(400)
            .end(JSON.stringify({ __type: 'com.amazonaws.sqs#InvalidParameterValue', message }));
      },
    );
  });
  return {
    url,
    urlOf: ({ name }) => `${url}/local/${name}`,
    close,
  };
}

export const keyIn = ({ headers }: IncomingMessage): string | undefined =>
  /Credential=([^/,\s]+)/.exec(headers.authorization ?? '')?.[1];

async function answer(
  request: IncomingMessage,
  queues: readonly Queue[],
  permit: Permit | undefined,
): Promise<unknown> {
  const body: unknown = JSON.parse((await Array.fromAsync(request.setEncoding('utf8'))).join(''));
  const principal = principalIn(keyIn(request) ?? '');
  const sendable = (url: string): Queue => {
    const queue = queueAt(url, queues);
    const demand = { action: 'sqs:SendMessage', resource: queue.arn, context: {} };
    if (principal !== undefined && permit?.(principal, demand) === false)
      throw new AccessDenied(`Not authorized to perform sqs:sendmessage on resource: ${queue.arn}`);
    return queue;
  };
  switch (request.headers['x-amz-target']) {
    case 'AmazonSQS.SendMessageBatch': {
      const { QueueUrl, Entries } = z.parse(batch, body);
      const queue = sendable(QueueUrl);
      return { Successful: Entries.map((one) => ({ Id: one.Id, ...put(queue, one) })), Failed: [] };
    }
    case 'AmazonSQS.SendMessage': {
      const { QueueUrl, ...one } = z.parse(single, body);
      return put(sendable(QueueUrl), one);
    }
    default:
      throw new Error(`the local queues do not answer ${String(request.headers['x-amz-target'])}`);
  }
}

function queueAt(url: string, queues: readonly Queue[]): Queue {
  const queue = queues.find(({ name }) => url.endsWith(`/${name}`));
  if (queue === undefined) throw new Error(`there is no queue ${url}`);
  return queue;
}

function put(queue: Queue, { MessageBody, DelaySeconds }: z.infer<typeof entry>) {
  const { id } = queue.send(MessageBody, (DelaySeconds ?? 0) * second);
  return { MessageId: id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}
