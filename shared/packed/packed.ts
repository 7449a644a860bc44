/**
 * A long list of plain data, held as deflated JSON: some 60 bytes for an image whose objects take 600, and whose objects
 * the collector would carry about until the end. Going through it costs some 3 µs an item each time; the first of them,
 * which are all there are in most scopes, may be held as they are.
 */
import * as z from 'zod/mini';
import type { Many, Page } from '../domain/many.ts';

/** When something is packed: most scopes are small enough to be held as they are, and a start takes time to load it. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** The fastest level, and a quarter of the memory that zlib would take for itself. */
const leanly = { level: 1, windowBits: 13, memLevel: 7 } as const;

export interface Packed<T> extends Many<T> {
  at(place: number): T | undefined;
  /** All of it, to be put away. */
  readonly pages: () => readonly Page[];
}

export interface Packing<T> {
  push(item: T): void;
  /** What was pushed; nothing more can be. */
  closed(): Packed<T>;
}

/**
 * `perBlock` items are packed, and unpacked, together: many where they are gone through in order, for each unpacking takes
 * buffers that the collector hears of; few where one is asked for here and there. As many as `loose` are held as they are.
 */
export function createPacking<T>(perBlock: number, loose = 0): Packing<T> {
  const blocks: Block<T>[] = [];
  let open: T[] = [];
  let length = 0;
  const pack = (): void => {
    blocks.push(length > loose ? packed(open) : open);
    open = [];
  };
  return {
    push(item) {
      length++;
      if (open.push(item) === perBlock) pack();
    },
    closed() {
      if (open.length > 0) pack();
      return unpacking(blocks, length, perBlock);
    },
  };
}

type Block<T> = Buffer | readonly T[];

// Copied, since the answer is a piece of a buffer many times its size.
const packed = (items: readonly unknown[]): Buffer =>
  Buffer.from(zlib().deflateRawSync(JSON.stringify(items), leanly));

/** A list out of the pages that it was put away in, each unpacked when it is come to. */
export function fromPages<T>(pages: readonly Page[]): Many<T> {
  // What we packed ourselves, a message ago.
  const ours = z.custom<readonly T[]>();
  return {
    length: pages.reduce((sum, page) => sum + page.length, 0),
    *after(passed) {
      let left = passed;
      for (const { length, bytes } of pages) {
        if (left < length) yield* z.parse(ours, unpacked(bytes)).slice(left);
        left = Math.max(0, left - length);
      }
    },
    *[Symbol.iterator]() {
      for (const { bytes } of pages) yield* z.parse(ours, unpacked(bytes));
    },
  };
}

/** Who asks for one after the other has each block unpacked once. */
function unpacking<T>(blocks: readonly Block<T>[], length: number, perBlock: number): Packed<T> {
  // What we packed ourselves a moment ago.
  const ours = z.custom<readonly T[]>();
  const read = (block: Block<T>): readonly T[] =>
    Buffer.isBuffer(block) ? z.parse(ours, unpacked(block)) : block;
  let last: { readonly block: Block<T>; readonly items: readonly T[] } | undefined;
  return {
    length,
    pages: () =>
      blocks.map((block, i) => ({
        length: Math.min(perBlock, length - i * perBlock),
        bytes: Buffer.isBuffer(block) ? block : packed(block),
      })),
    at(place) {
      const block = blocks[Math.floor(place / perBlock)];
      if (block === undefined) return undefined;
      if (block !== last?.block) last = { block, items: read(block) };
      return last.items[place % perBlock];
    },
    *[Symbol.iterator]() {
      for (const block of blocks) yield* read(block);
    },
  };
}

/** Into buffers large enough to be few: the collector is told of each. */
const unpacked = (block: Uint8Array): unknown =>
  JSON.parse(
    zlib()
      .inflateRawSync(block, { chunkSize: 1 << 19 })
      .toString(),
  );
