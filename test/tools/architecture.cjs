/** The import directions of the README, as failing checks (dependency-cruiser). */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: allowed },
});

// What is recorded of an image includes what was decided about it: one write tells both.
const stages = ['observe', 'decide', 'record', 'guard', 'act', 'audit'];

module.exports = {
  forbidden: [
    only('domain-imports-nothing', '^shared/domain/', '^shared/domain/', 'The nouns stand alone.'),
    only(
      'pipeline-is-pure',
      '^shared/pipeline/',
      '^shared/(domain|pipeline)/|node_modules/(p-map|zod)/',
      'No AWS, no node:, no package but p-map, which bounds how much happens at once, and zod, for shapes.',
    ),
    only(
      'policy-knows-domain-only',
      '^shared/policy/',
      '^shared/(domain|policy)/|^(node:)?crypto$|node_modules/(zod|yaml|picomatch)/',
      'The policy language knows the domain and its own parsers.',
    ),
    ...stages.slice(0, -1).map((stage, i) => ({
      name: `${stage}-does-not-look-ahead`,
      severity: 'error',
      comment: 'A stage may know the noun of the stages before it, never of those after it.',
      from: { path: `^shared/pipeline/${stage}/` },
      to: { path: `^shared/pipeline/(${stages.slice(i + 1).join('|')})/` },
    })),
    {
      name: 'aws-at-the-rim',
      severity: 'error',
      comment: 'AWS clients belong to providers, store, runtime, and the entry points.',
      from: { path: '^shared/', pathNot: '^shared/(providers|store|runtime)/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy|@middy|@aws-lambda-powertools)/' },
    },
    {
      name: 'providers-do-not-know-the-store',
      severity: 'error',
      from: { path: '^shared/providers/' },
      to: { path: '^(shared/(store|runtime|policy)/|functions/|infra/)' },
    },
    {
      name: 'store-does-not-know-providers',
      severity: 'error',
      from: { path: '^shared/store/' },
      to: { path: '^(shared/(providers|runtime|policy)/|functions/|infra/)' },
    },
    {
      name: 'only-people-restore',
      severity: 'error',
      comment: 'No deployed function brings an image back.',
      from: { path: '^(functions/(sweep|survey|react|retire|history)|shared/runtime)/' },
      to: { path: '^shared/(pipeline/restore|providers/ec2/restorer)', reachable: true },
    },
    {
      name: 'functions-are-leaves',
      severity: 'error',
      comment: 'Nothing shared imports an entry point or the local simulation.',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|test)/' },
    },
    {
      name: 'functions-do-not-import-each-other',
      severity: 'error',
      from: { path: '^functions/(sweep|survey|react|retire|history)/' },
      to: { path: '^(functions/(?!$1/)|infra/local|test/)' },
    },
    {
      name: 'shipped-code-does-not-import-tests',
      severity: 'error',
      from: { path: '^(functions|shared|infra)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
