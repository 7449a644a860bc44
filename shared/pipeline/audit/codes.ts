import { holdCodes, keepCodes, retireCodes } from '../../domain/verdict.ts';

/** Every code that a decision or a run can give. */
export const codes = [...keepCodes, ...retireCodes, ...holdCodes] as const;
