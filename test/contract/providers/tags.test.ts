/** Tags as they come from EC2. */
import { expect, it } from 'vitest';
import { tagsOf } from '../../../shared/providers/ec2/tags.ts';

const tag = (Key: string, Value = '') => ({ Key, Value });

it('say the same, word for word, in whatever order AWS tells them', () => {
  const one = tagsOf([tag('team', 'web'), tag('Name', 'a'), tag('__proto__', 'x')]);
  const other = tagsOf([tag('__proto__', 'x'), tag('Name', 'a'), tag('team', 'web')]);
  expect(JSON.stringify(one)).toBe('{"Name":"a","__proto__":"x","team":"web"}');
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});
