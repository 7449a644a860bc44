/** What a table shows of each line, and what a CSV file holds of it. */
import type {
  ChangeDocument,
  FactDocument,
  RunDocument,
  SweepDocument,
} from '../../../shared/pipeline/audit/document.ts';

export interface Columns<T> {
  readonly table: readonly Column<T>[];
  readonly csv: readonly Column<T>[];
}

type Column<T> = readonly [title: string, text: (line: T) => string | number | boolean | null | undefined];

const stateOf = ({ gone, state }: FactDocument): string => gone?.how ?? state;
const becauseOf = ({ reasons }: FactDocument): string => reasons.map(({ code }) => code).join(', ');
const outcomeOf = ({ result }: FactDocument): string =>
  [result?.outcome, ...(result?.held ?? []).map(({ code }) => code)]
    .filter((text) => text !== undefined)
    .join(' ');

const standing: readonly Column<FactDocument>[] = [
  ['state', stateOf],
  ['verdict', ({ verdict }) => verdict],
  ['because', becauseOf],
  ['outcome', outcomeOf],
];

const everything: readonly Column<FactDocument>[] = [
  ['image', ({ image }) => image],
  ['kind', ({ kind }) => kind],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['name', ({ name }) => name],
  ['state', ({ state }) => state],
  ['createdAt', ({ createdAt }) => createdAt],
  ['lastLaunchedAt', ({ lastLaunchedAt }) => lastLaunchedAt],
  ['rule', ({ rule }) => rule],
  ['verdict', ({ verdict }) => verdict],
  ['dueAt', ({ dueAt }) => dueAt],
  ['reasons', ({ reasons }) => reasons.map(({ code }) => code).join(' ')],
  ['users', ({ users }) => users.durable.join(' ')],
  ['instances', ({ users }) => users.fleeting?.count ?? 0],
  ['outcome', outcomeOf],
  ['gone', ({ gone }) => gone?.how],
  ['goneAt', ({ gone }) => gone?.at],
  ['goneBy', ({ gone }) => gone?.by],
  ['policy', ({ policy }) => policy.hash],
];

export const factColumns: Columns<FactDocument> = {
  table: [
    ['image', ({ image }) => image],
    ['kind', ({ kind }) => kind],
    ['region', ({ region }) => region],
    ['name', ({ name }) => name],
    ...standing,
  ],
  csv: everything,
};

export const nextColumns: Columns<FactDocument & { readonly armed: boolean }> = {
  table: [
    ['due', ({ dueAt }) => dueAt],
    ['image', ({ image }) => image],
    ['kind', ({ kind }) => kind],
    ['region', ({ region }) => region],
    ['name', ({ name }) => name],
    ['rule', ({ rule }) => rule],
    ['because', becauseOf],
    ['armed', ({ armed }) => (armed ? 'yes' : 'no')],
  ],
  csv: [...everything, ['armed', ({ armed }) => armed]],
};

const afterwards = (columns: readonly Column<FactDocument>[]): Column<ChangeDocument>[] =>
  columns.map(([title, text]) => [title, ({ after }) => text(after)]);

const moment: readonly Column<ChangeDocument>[] = [
  ['time', ({ at }) => at],
  ['event', ({ event }) => event],
];

const changeCsv: readonly Column<ChangeDocument>[] = [
  ...moment,
  ['run', ({ run }) => run],
  ...afterwards(everything),
];

export const historyColumns: Columns<ChangeDocument> = {
  table: [...moment, ...afterwards(standing)],
  csv: changeCsv,
};

export const changeColumns: Columns<ChangeDocument> = {
  table: [
    ...moment,
    ['image', ({ after }) => after.image],
    ['region', ({ after }) => after.region],
    ...afterwards(standing),
  ],
  csv: changeCsv,
};

const spotsOf = ({ blindSpots }: RunDocument): string =>
  blindSpots.map(({ reading, error }) => `${reading}: ${error}`).join('; ');

export const runColumns: Columns<RunDocument> = {
  table: [
    ['run', ({ at }) => at],
    ['kind', ({ kind }) => kind],
    ['account', ({ account }) => account],
    ['region', ({ region }) => region],
    ['mode', ({ mode }) => mode],
    ['images', ({ owned }) => owned],
    ['to retire', ({ retire }) => retire],
    ['attempts', ({ attempts }) => attempts],
    ['not seen', spotsOf],
  ],
  csv: [
    ['run', ({ at }) => at],
    ['kind', ({ kind }) => kind],
    ['account', ({ account }) => account],
    ['region', ({ region }) => region],
    ['mode', ({ mode }) => mode],
    ['policy', ({ policy }) => policy.hash],
    ['surveyedAt', ({ surveyedAt }) => surveyedAt],
    ['retiredAt', ({ retiredAt }) => retiredAt],
    ['complete', ({ complete }) => complete],
    ['owned', ({ owned }) => owned],
    ['keep', ({ keep }) => keep],
    ['retire', ({ retire }) => retire],
    ['attempts', ({ attempts }) => attempts],
    ['blindSpots', spotsOf],
  ],
};

const totalOf =
  (name: keyof NonNullable<SweepDocument['completed']>['totals']) =>
  ({ completed }: SweepDocument) =>
    completed?.totals[name];

const sweepTable: readonly Column<SweepDocument>[] = [
  ['sweep', ({ at }) => at],
  ['mode', ({ mode }) => mode],
  ['scopes', ({ scopes }) => scopes],
  ['finished', ({ completed }) => completed?.at ?? 'not yet'],
  ['images', totalOf('owned')],
  ['to retire', totalOf('retire')],
  ['deleted', totalOf('deleted')],
  ['held', totalOf('held')],
  ['refused', totalOf('refused')],
  ['unsure', totalOf('unsure')],
  ['blind spots', totalOf('blindSpots')],
];

export const sweepColumns: Columns<SweepDocument> = {
  table: sweepTable,
  csv: [...sweepTable, ['policy', ({ policy }) => policy.hash]],
};

export const rowOf = <T>(columns: readonly Column<T>[], line: T): string[] =>
  columns.map(([, text]) => String(text(line) ?? ''));

export const titlesOf = <T>(columns: readonly Column<T>[]): string[] => columns.map(([title]) => title);
