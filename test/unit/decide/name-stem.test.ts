import { expect, it } from 'vitest';
import { nameStem } from '../../../shared/pipeline/decide/name-stem.ts';

it.each([
  ['web-1', 'web'],
  ['web-1.2.3', 'web'],
  ['web-v2', 'web'],
  ['web_build-7', 'web'],
  ['web-b12', 'web'],
  ['web-2026-11-01', 'web'],
  ['web-20261101', 'web'],
  ['web 2026-11-01T09-30-00.000Z', 'web'],
  ['web-2026-11-01T09:30:00+01:00', 'web'],
  ['web-20261101T0930Z', 'web'],
  ['web (3)', 'web'],
  ['web-1.0.0-rc.1', 'web'],
  ['web-1.0.0-beta', 'web'],
  ['web-2.4.rc1', 'web'],
  ['web-1.10-rc1', 'web'],
  ['web-1.0-beta-', 'web'],
  ['web-release', 'web-release'],
  ['web-beta', 'web-beta'],
  ['web-release-3', 'web-release'],
  ['web-beta-3', 'web-beta'],
  ['service-b', 'service-b'],
  ['service-r-7', 'service-r'],
  ['amzn2-ami-hvm-2.0.20211201.0-x86_64-gp2', 'amzn2-ami-hvm-2.0.20211201.0-x86_64-gp2'],
  ['al2023', 'al2023'],
  ['web', 'web'],
  ['golden/web-1', 'golden/web'],
  ['web-', 'web'],
  ['web ((3))', 'web'],
  ['web(a)x', 'web(a)x'],
  ['web-V2', 'web'],
  ['web-Build-7', 'web'],
  ['web-1.0-beta-x', 'web-1.0-beta-x'],
  ['2026-11-01', '2026-11-01'],
  ['', ''],
])('groups %j under %j', (name, stem) => {
  expect(nameStem(name)).toBe(stem);
});

it('takes no longer for a name made of endings than for any other', () => {
  const name = `${'-1'.repeat(60)}x${'-1'.repeat(60)}`;
  expect(nameStem(name)).toBe(`${'-1'.repeat(60)}x`);
});
