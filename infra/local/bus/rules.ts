/** EventBridge's part: which rules let an event through, and whether their queues take it from them. */
import { isRecord } from '../account/wire.ts';
import { evaluate } from '../aws/iam/evaluate.ts';
import type { Queue } from './queue.ts';
import type { RuleWiring, Wiring } from './wiring.ts';

/** Gives the names of the rules that passed the event on. What a queue's policy refuses goes to the target's dead letters. */
export function publishTo(
  { rules, grants }: Wiring,
  queues: ReadonlyMap<string, Queue>,
  event: unknown,
): string[] {
  if (!isRecord(event)) return [];
  const body = JSON.stringify(event);
  const send = (rule: RuleWiring, arn: string | undefined): boolean => {
    const queue = arn === undefined ? undefined : queues.get(arn);
    const context = { 'aws:sourcearn': rule.arn };
    const demand = {
      action: 'sqs:SendMessage',
      resource: arn ?? '',
      context,
      service: 'events.amazonaws.com',
    };
    if (queue === undefined || !evaluate(grants, demand).allowed) return false;
    queue.send(body);
    return true;
  };
  return rules
    .filter(({ lets }) => lets(event))
    .filter((rule) =>
      rule.targets.some(({ queue, deadLetters }) => {
        const arrived = send(rule, queue);
        if (!arrived) send(rule, deadLetters);
        return arrived;
      }),
    )
    .map(({ name }) => name);
}
