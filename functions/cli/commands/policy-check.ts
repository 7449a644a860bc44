/** `policy check`: every problem of a policy, or ok. */
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { policyMebibytes, textOf } from '../input.ts';
import type { Terminal } from '../output/terminal.ts';

export function policyCheck(file: string, terminal: Terminal): number {
  const { warnings } = parsePolicy(textOf('the policy', file, policyMebibytes), file);
  for (const warning of warnings) terminal.err(`warning: ${warning}`);
  terminal.out('ok');
  return 0;
}
