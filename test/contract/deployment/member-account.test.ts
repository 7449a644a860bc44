/** The template for the accounts that are looked after from elsewhere, against the code and against the central template. */
import { describe, expect, it } from 'vitest';
import { deletions, readOnBehalf, readings, requests } from '../../../shared/providers/actions.ts';
import { danglingReferences, specificationProblems } from '../../support/cloudformation.ts';
import { asTemplate, packagedTemplate, templateIn, type Template } from '../../support/packaged.ts';
import { actionsIn, statementsOf, trustOf } from '../../support/roles.ts';

const member = templateIn('infra/aws/member-account.yml');
const central = packagedTemplate();

const rulesOf = ({ Resources }: Template) =>
  Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
    Type === 'AWS::Events::Rule' ? [{ id, pattern: Properties['EventPattern'], properties: Properties }] : [],
  );

const sorted = (actions: readonly string[]): string[] => [...new Set(actions)].sort();
const statement = (sid: string) => statementsOf(member, 'Role').find(({ Sid }) => Sid === sid);

describe('the role that is entered', () => {
  it('may do what the providers do, and nothing else', () => {
    const wanted = [
      ...Object.keys(readings),
      ...Object.values(readings).flat(),
      ...readOnBehalf,
      ...requests,
      ...deletions,
    ];
    expect(actionsIn(statementsOf(member, 'Role'))).toEqual(sorted(wanted));
  });

  it('says of images what the central retire role says of its own', () => {
    const image = /^(Look|LookOnBehalf|AskForReports|Never\w+)$/;
    const plain = (statements: ReturnType<typeof statementsOf>) =>
      statements
        .filter(({ Sid }) => image.test(Sid))
        .map((one) => ({ ...one, Action: sorted([one.Action].flat()) }))
        .sort((a, b) => (a.Sid < b.Sid ? -1 : 1));
    expect(plain(statementsOf(member, 'Role'))).toEqual(plain(statementsOf(central, 'RetireRole')));
  });

  it.each(['RetireImages', 'RetireSnapshots', 'RetireBuilds', 'RetireAppStreamImages'])(
    'deletes by %s only in the session of retire, and nothing that is tagged to be kept',
    (sid) => {
      const own = statementsOf(central, 'RetireRole').find(({ Sid }) => Sid === sid);
      expect(own?.Condition).toBeDefined();
      expect([statement(sid)?.Action].flat()).toEqual(own?.Action);
      expect({ ...statement(sid), Action: own?.Action }).toEqual({
        ...own,
        Condition: { ...own?.Condition, StringLike: { 'aws:userid': '*:imagewarden-retire' } },
      });
    },
  );

  it('lets nobody but the central retire function take the session that deletes', () => {
    const [look, retire, ...more] = trustOf(member, 'Role');
    expect(more).toEqual([]);
    const named = (one: unknown) => JSON.stringify(one).match(/\w+Role-\*/g);
    expect(named(look)).toEqual(['SurveyRole-*', 'ReactRole-*', 'RetireRole-*']);
    expect(look?.Condition?.['StringEquals']).toMatchObject({ 'sts:RoleSessionName': 'imagewarden' });
    expect(named(retire)).toEqual(['RetireRole-*']);
    expect(retire?.Condition?.['StringEquals']).toMatchObject({
      'sts:RoleSessionName': 'imagewarden-retire',
    });
    for (const role of ['SurveyRole', 'ReactRole', 'RetireRole'])
      expect(central.Resources).toHaveProperty(role);
  });

  it('is made once in an account, and not where Imagewarden itself is', () => {
    expect(member.Resources['Role']).toMatchObject({
      Condition: 'MakesRole',
      Properties: { RoleName: 'imagewarden' },
    });
    expect(JSON.stringify(member.Conditions?.['MakesRole'])).toContain('IsRoleRegion');
  });
});

describe('the rules that forward', () => {
  it('let through what the central ones let through', () => {
    const patterns = (template: Template) => rulesOf(template).map(({ id, pattern }) => [id, pattern]);
    expect(patterns(member)).toEqual(patterns(central));
    expect(patterns(member)).not.toEqual([]);
  });

  it('send to the central bus, in a role that may do nothing else', () => {
    const bus = {
      'Fn::Sub': 'arn:${AWS::Partition}:events:${CentralRegion}:${CentralAccount}:event-bus/default',
    };
    for (const { properties } of rulesOf(member))
      expect(properties['Targets']).toMatchObject([
        { Arn: bus, RoleArn: { 'Fn::GetAtt': ['ForwardRole', 'Arn'] } },
      ]);
    expect(statementsOf(member, 'ForwardRole')).toMatchObject([
      { Action: 'events:PutEvents', Resource: bus },
    ]);
  });

  it('do not stand where the central ones do, which would hear everything twice', () => {
    for (const { id } of rulesOf(member))
      expect(member.Resources[id]).toMatchObject({ Condition: 'Forwards' });
  });
});

it('is let in by the central bus only where a deployment names who may', () => {
  const busPolicies = Object.values(central.Resources).filter(
    ({ Type }) => Type === 'AWS::Events::EventBusPolicy',
  );
  expect(busPolicies.map(({ Condition }) => Condition)).toEqual(['HasOrganisation', 'HasMemberAccounts']);
});

describe('CloudFormation’s specification', () => {
  it('knows every type and property, and finds every name', () => {
    expect(specificationProblems(member)).toEqual([]);
    expect(danglingReferences(member)).toEqual([]);
  });

  const broken = (from: string, to: string): Template =>
    asTemplate(JSON.stringify(member).replaceAll(from, to));

  it.each([
    ['"RoleName"', '"RolName"', 'Role: there is no property RolName'],
    ['"AWS::Events::Rule"', '"AWS::Events::Rul"', 'BuildEvents: there is no type AWS::Events::Rul'],
    ['"Arn":{"Fn::Sub"', '"Arm":{"Fn::Sub"', 'BuildEvents.Targets[0]: Arn is required'],
  ])('would tell of %s as %s', (from, to, problem) => {
    expect(specificationProblems(broken(from, to))).toContain(problem);
  });

  it.each([
    ['"ForwardRole","Arn"', '"ForwardRol","Arn"', 'ForwardRol'],
    ['"Condition":"Forwards"', '"Condition":"Forward"', 'Forward'],
    ['${CentralRegion}', '${CentralRegio}', 'CentralRegio'],
    ['"HasExternalId",', '"HasExternal",', 'HasExternal'],
    ['{"Ref":"RoleRegion"}', '{"Ref":"HomeRegion"}', 'HomeRegion'],
  ])('would tell of %s as %s', (from, to, name) => {
    expect(danglingReferences(broken(from, to))).toContain(name);
  });
});
