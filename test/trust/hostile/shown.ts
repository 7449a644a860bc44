/** An account in which every text that others may write hurts: through every command, and what is shown of it. */
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { MachineImage } from '../../../infra/local/account/shapes.ts';
import { ami } from '../../support/amis.ts';
import { command } from '../../support/in-process.ts';
import { nasty } from '../../support/nasty.ts';
import { newFolder, noonText, policyText, unlikeAnswer, written, type Trial } from './trial.ts';

const machineImages: readonly MachineImage[] = nasty.map((text, at) =>
  ami(`ami-${at}`, 100 + at, {
    Name: text,
    Description: text,
    StateReason: { Code: text, Message: text },
    Tags: [
      { Key: text, Value: text },
      { Key: 'Name', Value: text },
    ],
  }),
);

const account = {
  ec2: {
    Images: machineImages,
    Snapshots: [],
    Instances: nasty.map((text, at) => ({
      InstanceId: text,
      ImageId: `ami-${at % 3}`,
      State: { Name: 'running' },
    })),
  },
  appstream: {
    Images: nasty.map((text, at) => ({
      Name: `${at}${text}`,
      Arn: `arn:aws:appstream:us-east-1:123456789012:image/${at}`,
      State: 'FAILED',
      Visibility: 'PRIVATE',
      CreatedTime: '2026-01-01T00:00:00Z',
      StateChangeReason: { Code: text, Message: text },
    })),
  },
  faults: [
    { service: 'ec2', operation: 'DescribeFleets', error: nasty[0] },
    { service: 'appstream', operation: 'DeleteImage', error: nasty[5], on: [1] },
  ],
};

const planned = z.object({ images: z.array(z.object({ kind: z.string(), name: z.string() })) });

/** Escaped or not, a document says what AWS said. */
function lostNames(out: string): readonly string[] {
  const { images } = z.parse(planned, JSON.parse(out));
  const told = new Set(images.filter(({ kind }) => kind === 'ec2').map(({ name }) => name));
  // The wire to EC2 is XML, which has no halves of characters and fewer controls.
  return nasty.filter((text) => /^[\t\n\x20-\ud7ff\ue000-\uffff]*$/.test(text) && !told.has(text));
}

async function throughAll(questions: number): Promise<readonly string[]> {
  const db = join(newFolder(), 'db');
  const files = [
    '--account-file',
    written('a.json', JSON.stringify(account)),
    '--policy',
    written('p', policyText),
  ];
  const now = ['--now', noonText];
  const run = ['run', ...files, ...now, '--db', db];
  const asked: readonly (readonly string[])[] = [
    ['plan', ...files, ...now],
    ['plan', ...files, ...now, '--json'],
    run,
    [...run, '--json'],
    ['images', '--db', db],
    ['images', '--db', db, '--json'],
    ['changes', '--db', db, '--from', '2026-01-01', '--to', '2027-01-01'],
    ...nasty.slice(0, questions).flatMap((_, at) => [
      ['why', `ami-${at}`, '--db', db],
      ['history', `ami-${at}`, '--db', db, '--json'],
    ]),
  ];
  const problems: string[] = [];
  for (const words of asked) {
    const ended = await command(...words);
    const about = `${words[0] ?? ''} ${words.at(-1) === '--json' ? 'as JSON' : ''}`;
    problems.push(...unlikeAnswer(ended, [0, 1]).map((problem) => `${about}: ${problem}`));
    if (words.at(-1) === '--json' && words[0] === 'plan')
      problems.push(...lostNames(ended.out).map((name) => `${about}: lost the name ${JSON.stringify(name)}`));
  }
  return problems;
}

export const shownTrials = (questions = nasty.length): readonly Trial[] => [
  { name: 'an account of hostile texts', tried: async () => throughAll(questions) },
];
