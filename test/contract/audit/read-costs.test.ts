/** What the questions cost, by DynamoDB's own count, on two ledgers of which one holds four times as much. */
import { beforeAll, expect, it } from 'vitest';
import { readCosts, type Cost } from '../../support/read-costs.ts';

const days = 12;
const share = 0.02;
let small: ReadonlyMap<string, Cost>;
let large: ReadonlyMap<string, Cost>;

const byQuestion = (costs: readonly Cost[]) => new Map(costs.map((cost) => [cost.question, cost]));

beforeAll(async () => {
  small = byQuestion(await readCosts({ images: 150, days, share }));
  large = byQuestion(await readCosts({ images: 600, days, share }));
}, 60_000);

const costOf = (costs: ReadonlyMap<string, Cost>, begins: string): Cost =>
  [...costs.values()].find(({ question }) => question.startsWith(begins))!;

it.each(['an image’s history', 'an image as of', 'the runs'])(
  'of %s does not grow with the ledger',
  (question) => {
    expect(costOf(large, question).units).toBe(costOf(small, question).units);
    expect(costOf(large, question).calls).toBeLessThan(12);
  },
);

it('of a day’s changes grows with the changes of that day, not with the ledger', () => {
  const { units, lines } = costOf(large, 'a day’s changes, all');
  expect(lines).toBeGreaterThan(600 * share);
  expect(units).toBeLessThan(5 + 3 * lines);
});

it('of a whole scope grows with the scope and what changed since', () => {
  const now = costOf(large, 'a scope’s images now');
  const yesterday = costOf(large, 'a scope’s images as of yesterday, all');
  const before = costOf(large, 'a scope’s images as of a month');
  expect(now.lines).toBe(600);
  expect(now.units / costOf(small, 'a scope’s images now').units).toBeLessThan(4.5);
  // As many images as changed in those days, with some units each for those that went.
  expect(yesterday.units - now.units).toBeLessThan(5 + 3 * 600 * share);
  expect(before.units - now.units).toBeLessThan(5 + 3 * 600 * share * days);
});

it('of a page of a scope is that of a page', () => {
  const page = costOf(large, 'a scope’s images as of yesterday, a page');
  expect(page.lines).toBeLessThan(200);
  expect(page.units).toBeLessThan(costOf(large, 'a scope’s images now').units / 2);
});
