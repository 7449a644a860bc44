/** What tests start from: one plain image, and what the ledger would say about it. Change what the test is about. */
import type { Entry, Fact } from '../../shared/domain/history.ts';
import type { Image, Scope } from '../../shared/domain/image.ts';

export const aScope: Scope = { account: '123456789012', region: 'us-east-1', kind: 'ec2' };

/** When things happen unless a test says otherwise. */
export const noon = Date.parse('2026-11-01T12:00:00.000Z');

export const anImage = (parts: Partial<Image> = {}): Image => ({
  ...aScope,
  id: 'ami-1',
  incarnation: '',
  name: 'web-1',
  state: 'available',
  createdAt: Date.parse('2026-01-01T00:00:00.000Z'),
  tags: {},
  ...parts,
});

export const aFact = (parts: Partial<Fact> = {}): Fact => ({
  image: anImage(),
  decision: { verdict: 'keep', reasons: [{ code: 'no-rule', detail: '' }] },
  policy: 'sha256:0',
  users: [],
  ...parts,
});

export const anEntry = (parts: Partial<Entry> = {}): Entry => ({
  at: noon,
  event: 'appeared',
  run: noon,
  after: aFact(),
  ...parts,
});
