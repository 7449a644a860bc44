/** What a deployment says about history, against what its policy says. */
import { expect, it } from 'vitest';
import { withHistoryDays } from '../../../shared/policy/history-days.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';

const text = 'version: 1\nlimits: { perRun: 1, share: 1% }\nrules: []\n';
const parsed = (more = '') => parsePolicy(text + more, 'policy.yml').policy;

it('keeps history as long as the policy says where the deployment says nothing', () => {
  expect(withHistoryDays(parsed(), '')).toEqual(parsed());
});

it('is the policy that its text would have been', () => {
  expect(withHistoryDays(parsed(), '30')).toEqual(parsed('historyDays: 30\n'));
});

it.each(['0', '-1', '1.5', 'year', '36501', ' 7', '1e3'])(
  'refuses %j, and says what may stand there',
  (days) => {
    expect(() => withHistoryDays(parsed(), days)).toThrow(
      `historyDays=${days}: is not allowed here; give a whole number of days from 1 to 36500`,
    );
  },
);

it.each([1, 36_500])('takes %d days', (days) => {
  expect(withHistoryDays(parsed(), String(days)).historyDays).toBe(days);
});
