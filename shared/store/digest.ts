/** Tells whether what is on record of an image says the same as what is seen of it. */
import { hash } from 'node:crypto';
import type { Fact } from '../domain/history.ts';
import { newsOf } from '../pipeline/record/fact.ts';

/** Of what is news about a fact. That two which differ in it have the same happens once in 10³⁸ times. */
export const digestOf = (fact: Fact): string => hash('sha256', newsOf(fact), 'base64').slice(0, 22);
