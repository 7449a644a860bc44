/** Kinds of image that a region does not offer: no endpoint answers there, and AWS's directory of regions says why. */
import { expect, it } from 'vitest';
import { accountWith, ami } from '../support/amis.ts';
import { aPolicy } from '../support/policies.ts';
import { outcomesOf, startService } from '../support/service.ts';

const region = 'af-south-1';
const root = '/aws/service/global-infrastructure';
/** Longer than a name in DNS can be, so that it resolves nowhere, with a network or without. */
const nowhere = `http://${'x'.repeat(70)}.invalid`;

/** The directory is kept in us-east-1. */
const directory = (names: readonly string[]) => ({
  account: '123456789012',
  region: 'us-east-1',
  ssm: { Parameters: names.map((Name) => ({ Name, Type: 'String', Value: Name })) },
});

const services = ['imagebuilder', 'appstream'];
const known = [...services.map((service) => `${root}/services/${service}`), `${root}/regions/${region}`];
const offered = services.map((service) => `${root}/services/${service}/regions/${region}`);

async function runWith(names: readonly string[]) {
  const policy = aPolicy({
    targets: [{ regions: [region], accounts: ['self'], kinds: ['ec2', ...services] }],
  });
  const accounts = [directory(names), { ...accountWith([ami('ami-old')]), region }];
  const service = await startService({ accounts, policy });
  service.deploy(policy, { AWS_ENDPOINT_URL_APPSTREAM: nowhere, AWS_ENDPOINT_URL_IMAGEBUILDER: nowhere });
  return { service, document: await service.run() };
}

it('are skipped, and an AMI there is retired although no Image Builder could be asked about it', async () => {
  const { service, document } = await runWith(known);
  expect(document.blindSpots).toEqual([]);
  expect(outcomesOf(document)).toEqual({ 'ami-old': 'deleted' });
  const runs = await Promise.all(service.scopes.map(async (scope) => service.ledger.lastRun(scope)));
  expect(runs.map((run) => [run?.scope.kind, run?.offered, run?.complete])).toEqual([
    ['ec2', undefined, true],
    ['imagebuilder', false, true],
    ['appstream', false, true],
  ]);
});

it.each([
  ['the region offers them after all', [...known, ...offered]],
  ['the directory does not know the region', known.filter((name) => !name.includes('/regions/'))],
  ['the directory does not know the services', known.filter((name) => !name.includes('/services/'))],
  ['the directory says nothing', []],
])('are a blind spot, and keep every AMI there, where %s', async (_case, names) => {
  const { document } = await runWith(names);
  expect(outcomesOf(document)).toEqual({ 'ami-old': 'none' });
  expect(document.images[0]?.reasons.map(({ code }) => code)).toContain('users-unknown');
  expect(new Set(document.blindSpots.map(({ error }) => error))).toEqual(new Set(['ENOTFOUND']));
  expect(new Set(document.blindSpots.map(({ scope }) => scope.split('/')[2]))).toEqual(
    new Set(['ec2', ...services]),
  );
});
