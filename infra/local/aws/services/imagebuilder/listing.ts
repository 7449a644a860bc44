/** What Image Builder's listings have in common. */
import type { Filter } from '@aws-sdk/client-imagebuilder';
import type { Wire } from '../../../account/wire.ts';
import type { Limits, PageWish } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';

export const pageLimits = (): Limits => ({ usual: 25, least: 1, most: 25 });

export const builderWish = (input: {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}): PageWish => ({ token: input.nextToken, size: input.maxResults });

export type Fields<Item> = Readonly<Record<string, (item: Item) => string | undefined>>;

/** Filters compare whole values, case and all. @throws {Refusal} for a filter the listing does not have */
export function narrowed<Item>(
  items: readonly Item[],
  filters: readonly Wire<Filter>[] | undefined,
  fields: Fields<Item>,
): readonly Item[] {
  const tests = (filters ?? []).map(({ name = '', values = [] }) => {
    const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (read === undefined)
      throw new Refusal(
        'InvalidParameterValueException',
        `The value supplied for parameter 'filters' is not valid: ${name}.`,
      );
    return (item: Item) => values.includes(read(item) ?? '');
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

/** `Self` is the own account; the others are told by the account in the ARN. */
export function isOfOwner(account: string | undefined, owner: string | undefined, own: string): boolean {
  const amazon = account === 'aws' || account?.startsWith('aws-') === true;
  switch (owner ?? 'Self') {
    case 'Self':
      return account === own;
    case 'Amazon':
      return account === 'aws';
    case 'Shared':
      return account !== own && !amazon;
    default:
      return amazon && account !== 'aws';
  }
}
