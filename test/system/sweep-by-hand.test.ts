/** A sweep that somebody begins by hand, on what stands in for the deployed service. */
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod/mini';
import { sweep } from '../../functions/cli/commands/sweep.ts';
import { listenOnLoopback } from '../../infra/local/loopback.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import { accountWith, ami } from '../support/amis.ts';
import { ec2Policy } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const payload = z.object({ scheduledAt: z.iso.datetime() });

/** Lambda's Invoke over the wire: the function of that name runs, everything that follows from it after the answer. */
async function lambdaOver(service: TestService): Promise<void> {
  const { url, close } = await listenOnLoopback((request, response) => {
    void text(request).then(async (body) => {
      if (!request.url!.includes('/functions/imagewarden-prod-sweep/'))
        return response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}');
      const { scheduledAt } = z.parse(payload, JSON.parse(body));
      await service.bus.fire(Date.parse(scheduledAt));
      return response.end('null');
    });
  });
  onTestFinished(close);
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', service.table.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
}

async function sweepWith(service: TestService, options: Parameters<typeof sweep>[0] = {}) {
  const out: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: () => undefined,
    paint: (_: unknown, line: string) => line,
    isTerminal: false,
    columns: 80,
  };
  await lambdaOver(service);
  const patience = { every: 1, until: 0 };
  const status = await sweep({ aws: true, table: 'imagewarden', ...options }, terminal, patience);
  return { status, out: out.join('\n') };
}

const account = accountWith([ami('ami-old')]);

it('runs to its end and tells what it deleted', async () => {
  const service = await startService({ accounts: account, policy: ec2Policy() });
  const { status, out } = await sweepWith(service, { json: true });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    mode: 'enforce',
    totals: { scopes: 1, owned: 1, deleted: 1 },
    scopes: [{ scope: '123456789012/us-east-1/ec2', finished: true, outcomes: { deleted: 1 } }],
  });
});

it('ends with status 1, and names the reading, where something could not be seen', async () => {
  const service = await startService({ accounts: account, policy: ec2Policy() });
  service.simulator.inject({ service: 'ec2', operation: 'DescribeFleets', error: 'UnauthorizedOperation' });
  const { status, out } = await sweepWith(service);
  expect(status).toBe(1);
  expect(out).toContain('not seen  123456789012/us-east-1/ec2  ec2:DescribeFleets: UnauthorizedOperation');
  expect(service.world.ec2.images.all()).toHaveLength(1);
});

it('says what to give where there is no such function', async () => {
  const service = await startService({ accounts: account, policy: ec2Policy() });
  const swept = sweepWith(service, { stage: 'nowhere' });
  await expect(swept).rejects.toThrow(InputFault);
  await expect(swept).rejects.toThrow(
    'no function imagewarden-nowhere-sweep here; deploy it, or give --stage',
  );
});
