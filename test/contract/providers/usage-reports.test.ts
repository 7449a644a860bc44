/** Use by other accounts, as AWS's reports tell it. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Fault } from '../../../infra/local/account/fault-entry.ts';
import { localSurroundings } from '../../../infra/local/surroundings.ts';
import { day, hour, iso } from '../../../shared/domain/time.ts';
import { assess } from '../../../shared/pipeline/assess.ts';
import { inRounds } from '../../../shared/pipeline/observe/rounds.ts';
import type { ImageSource } from '../../../shared/pipeline/ports.ts';
import { planDocument, type PlanDocument } from '../../../shared/pipeline/plan-document.ts';
import { connectTo } from '../../../shared/runtime/connect.ts';
import { accountWith, ami, amis, instanceOf } from '../../support/amis.ts';
import { aScope, noon } from '../../support/facts.ts';
import {
  blindSpotsIn,
  detailIn,
  planOf,
  policyFor,
  retiredIn,
  simulate,
  verdictsIn,
  type Settings,
  type Simulated,
} from '../../support/simulated.ts';
import { elsewhere, entry, putReport, type ReportParts } from '../../support/usage-reports.ts';

const policy = policyFor('ec2', { readings: { usageReports: true } });
const one = accountWith([ami('ami-1')]);
const reads = 'ec2:DescribeImageUsageReports';

/** A plan of one image on which there are such reports. */
const planWith = async (...reports: readonly ReportParts[]): Promise<PlanDocument> =>
  planOf(one, { policy, prepare: reporting(reports) });

const reporting =
  (reports: readonly ReportParts[]): NonNullable<Settings['prepare']> =>
  (simulator) => {
    for (const parts of reports) putReport(simulator.world(), 'ami-1', parts);
  };

/** What survey and retire see: they may ask for reports. */
async function lookIn(
  { simulator, clock }: Simulated,
  given = policy,
  asked: (source: ImageSource) => ImageSource = (source) => source,
): Promise<PlanDocument> {
  const surroundings = localSurroundings(simulator.environment, given, clock);
  const connect = connectTo(surroundings, aScope, { mayRequestReports: true });
  const { source } = await connect({ ...aScope, kind: 'ec2' });
  const assessed = await assess(asked(source()), given, clock.now(), new Map(), clock);
  return planDocument([assessed], given, clock.now());
}

const requestsIn = ({ calls }: Simulated): unknown[] =>
  calls.flatMap(({ operation, input }) => (operation === 'CreateImageUsageReport' ? [input] : []));

describe('an image on which there is a report', () => {
  it('is kept where another account has instances of it, and the plan says whose and how many', async () => {
    const plan = await planWith({ entries: [entry('ec2:Instance', 3), entry('ec2:LaunchTemplate', 1)] });
    expect(detailIn(plan, 'ami-1', 'in-use')).toBe(
      `account ${elsewhere}: 1 × ec2:LaunchTemplate, account ${elsewhere}: 3 × ec2:Instance`,
    );
    expect(retiredIn(plan)).toEqual([]);
  });

  it.each([
    ['shows nobody', []],
    [
      'shows the own account alone, whose instances are gone since',
      [entry('ec2:Instance', 1, aScope.account)],
    ],
    ['counts no use of it', [entry('ec2:Instance', 0)]],
  ])('is retired where it %s', async (_, entries) => {
    expect(retiredIn(await planWith({ entries }))).toEqual(['ami-1']);
  });

  it('names a user of the own account once', async () => {
    const account = accountWith([ami('ami-1')], { ec2: { Instances: [instanceOf('ami-1')] } });
    const entries = [entry('ec2:Instance', 1, aScope.account)];
    const plan = await planOf(account, { policy, prepare: reporting([{ entries }]) });
    expect(plan.images[0]!.reasons).toHaveLength(1);
    expect(detailIn(plan, 'ami-1', 'in-use')).toContain('instance/i-1');
  });

  it('is kept by what stands on the last page of the report', async () => {
    const entries = [entry('ec2:Instance', 0, '111111111111'), entry('ec2:Instance', 1)];
    const settings = { policy, pageSize: 1, prepare: reporting([{ entries }]) };
    expect(verdictsIn(await planOf(one, settings))).toEqual({ 'ami-1': 'in-use' });
  });

  it('is judged by the newest that is ready', async () => {
    const older = { createdAt: noon - 20 * hour, entries: [entry()] };
    expect(retiredIn(await planWith(older, {}))).toEqual(['ami-1']);
    expect(verdictsIn(await planWith({ createdAt: noon - 20 * hour }, { entries: [entry()] }))).toEqual({
      'ami-1': 'in-use',
    });
    const pending = { readyAt: noon + hour };
    expect(verdictsIn(await planWith(older, pending))).toEqual({ 'ami-1': 'in-use' });
  });

  it.each<[string, ReportParts]>([
    ['is of some accounts only', { accounts: ['111111111111'] }],
    ['is of instances only', { types: ['ec2:Instance'] }],
    ['is of launch templates only', { types: ['ec2:LaunchTemplate'] }],
    ['looks at fewer template versions than the policy says', { depth: '9999' }],
    ['does not say at how many it looks, which is AWS’s twenty', { depth: null }],
    ['is older than a day and a half', { createdAt: noon - 36 * hour - 1 }],
  ])('is kept where the report %s', async (_, parts) => {
    const plan = await planWith(parts);
    expect(blindSpotsIn(plan)).toEqual([`${reads}: ReportMissing`]);
    expect(verdictsIn(plan)).toEqual({ 'ami-1': 'users-unknown' });
  });

  it('is retired where the report is a day and a half old', async () => {
    expect(retiredIn(await planWith({ createdAt: noon - 36 * hour }))).toEqual(['ami-1']);
  });

  it.each<[string, ReportParts]>([
    ['ReportPending', { readyAt: noon + hour }],
    ['ReportFailed', { failed: 'Internal error' }],
  ])('is kept, and it alone, by %s', async (error, parts) => {
    const prepare: NonNullable<Settings['prepare']> = (simulator) => {
      putReport(simulator.world(), 'ami-001', parts);
      putReport(simulator.world(), 'ami-002');
    };
    const plan = await planOf(accountWith(amis(2)), { policy, prepare });
    expect(blindSpotsIn(plan)).toEqual([`${reads}: ${error}`]);
    expect(verdictsIn(plan)).toEqual({ 'ami-001': 'users-unknown', 'ami-002': 'retire' });
  });
});

describe('an image on which there is none', () => {
  it('is kept by a plan, which has none made', async () => {
    const simulated = await simulate(one, { policy });
    expect(blindSpotsIn(await simulated.plan())).toEqual([`${reads}: ReportMissing`]);
    expect(requestsIn(simulated)).toEqual([]);
  });

  it('is kept by the look that has one made, of all accounts and as deep as the policy says', async () => {
    const given = policyFor('ec2', { readings: { usageReports: true, launchTemplateVersions: 50 } });
    const simulated = await simulate(one);
    const plan = await lookIn(simulated, given);
    expect(verdictsIn(plan)).toEqual({ 'ami-1': 'users-unknown' });
    expect(blindSpotsIn(plan)).toEqual([`${reads}: ReportPending`]);
    expect(requestsIn(simulated)).toEqual([
      {
        ImageId: 'ami-1',
        ResourceTypes: [
          { ResourceType: 'ec2:Instance' },
          {
            ResourceType: 'ec2:LaunchTemplate',
            ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['50'] }],
          },
        ],
        ClientToken: 'imagewarden-ami-1-2026-11-01T12-50',
      },
    ]);
  });

  it('is judged by the look of the next day, which has the one made that the day after needs', async () => {
    const simulated = await simulate(one);
    for (let days = 0; days < 3; days++) {
      const plan = await lookIn(simulated);
      expect(retiredIn(plan)).toEqual(days === 0 ? [] : ['ami-1']);
      expect(requestsIn(simulated)).toHaveLength(days + 1);
      // Retire looks again minutes later, and has none made.
      await simulated.clock.sleep(5 * 60_000);
      expect(retiredIn(await lookIn(simulated))).toEqual(retiredIn(plan));
      expect(requestsIn(simulated)).toHaveLength(days + 1);
      await simulated.clock.sleep(day - 5 * 60_000);
    }
  });

  it('is kept on the next day where another account uses it by then', async () => {
    const used: AccountFileInput = {
      account: elsewhere,
      ec2: { Instances: [{ ...instanceOf('ami-1'), LaunchTime: iso(noon - 30 * day) }] },
    };
    const simulated = await simulate([one, used]);
    await lookIn(simulated);
    await simulated.clock.sleep(day);
    const plan = await lookIn(simulated);
    expect(detailIn(plan, 'ami-1', 'in-use')).toBe(`account ${elsewhere}: 1 × ec2:Instance`);
  });

  it('has one made again a day after one that failed', async () => {
    const simulated = await simulate(one, { prepare: reporting([{ failed: 'x', createdAt: noon - day }]) });
    expect(blindSpotsIn(await lookIn(simulated))).toEqual([`${reads}: ReportPending`]);
    expect(requestsIn(simulated)).toHaveLength(1);
  });
});

describe('having a report made', () => {
  const faults: Fault[] = [
    { service: 'ec2', operation: 'CreateImageUsageReport', error: 'UnauthorizedOperation' },
  ];

  it('denied, keeps the image and is a blind spot', async () => {
    const plan = await lookIn(await simulate({ ...one, faults }));
    expect(blindSpotsIn(plan)).toEqual(['ec2:CreateImageUsageReport: UnauthorizedOperation']);
    expect(verdictsIn(plan)).toEqual({ 'ami-1': 'users-unknown' });
  });

  it('denied while there is one to read, is a blind spot that keeps nothing yet', async () => {
    const prepare = reporting([{ createdAt: noon - 13 * hour }]);
    const plan = await lookIn(await simulate({ ...one, faults }, { prepare }));
    expect(blindSpotsIn(plan)).toEqual(['ec2:CreateImageUsageReport: UnauthorizedOperation']);
    expect(retiredIn(plan)).toEqual(['ami-1']);
  });

  it.each<[string, ReportParts, string[]]>([
    ['is young and shows nobody', {}, []],
    ['failed a short while ago', { failed: 'x' }, [`${reads}: ReportFailed`]],
    ['looks at less and is pending', { depth: '5', readyAt: noon + hour }, [`${reads}: ReportPending`]],
  ])('is left alone where one %s', async (_, parts, blind) => {
    const simulated = await simulate(one, { prepare: reporting([parts]) });
    expect(blindSpotsIn(await lookIn(simulated))).toEqual(blind);
    expect(requestsIn(simulated)).toEqual([]);
  });

  it('is left alone where AWS does not say which there are', async () => {
    const denied: Fault[] = [{ service: 'ec2', operation: 'DescribeImageUsageReports', error: 'Denied' }];
    const simulated = await simulate({ ...one, faults: denied });
    expect(verdictsIn(await lookIn(simulated))).toEqual({ 'ami-1': 'users-unknown' });
    expect(requestsIn(simulated)).toEqual([]);
  });

  it('is for candidates only, the oldest 250 in one look', async () => {
    const simulated = await simulate(accountWith([...amis(251), ami('ami-young', 1)]));
    const plan = await lookIn(simulated);
    expect(requestsIn(simulated)).toHaveLength(250);
    expect(detailIn(plan, 'ami-250', 'users-unknown')).toBe(`${reads}: ReportPending`);
    expect(detailIn(plan, 'ami-251', 'users-unknown')).toBe(`${reads}: ReportMissing`);
    expect(simulated.simulator.calls()[reads]).toBe(2);
  });

  it('is among the oldest 250 in one look also where candidates are looked at in rounds', async () => {
    const simulated = await simulate(accountWith(amis(310)));
    const plan = await lookIn(simulated, policy, (source) => ({
      ...source,
      examine: async (candidates, readings) =>
        inRounds(
          candidates,
          { until: Infinity },
          async (some) => source.examine(some, readings),
          simulated.clock,
        ),
    }));
    expect(requestsIn(simulated)).toHaveLength(250);
    const kept = plan.images.map(({ image }) => detailIn(plan, image, 'users-unknown'));
    expect(kept.filter((detail) => detail === `${reads}: ReportPending`)).toHaveLength(250);
    expect(kept.filter((detail) => detail === `${reads}: ReportMissing`)).toHaveLength(60);
  });

  it('is not thought of without the switch', async () => {
    const simulated = await simulate(one);
    expect(retiredIn(await lookIn(simulated, policyFor('ec2')))).toEqual(['ami-1']);
    expect(Object.keys(simulated.simulator.calls()).filter((name) => name.includes('Usage'))).toEqual([]);
  });
});
