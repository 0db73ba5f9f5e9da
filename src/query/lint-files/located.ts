import type { Place } from './places.js';

/** A text of a file, with the place of each of its characters. */
export interface LocatedText {
  text: string;
  /** The offset in the file of the text's character at an offset; of its end for the text's length. */
  offsetOf: (offset: number) => number;
}

/** A container of a document: what the values of a YAML or JSON file are in. */
export type Container = Readonly<Record<string, unknown>> | readonly unknown[];

/** A YAML or JSON document as plain data that knows where it was written. */
export interface Located {
  data: unknown;
  /**
   * A scalar of a container as text: a string's value, any other scalar as it is written. Undefined for lists and
   * maps.
   */
  text: (container: Container, key: string | number) => LocatedText | undefined;
  /** The offset where a field begins, with its name, or an item of a list. */
  offsetOf: (container: Container, key: string | number) => number;
  /** The offset where a container begins. */
  startOf: (container: Container) => number;
}

/** Something that keeps a file, or a part of it, from being linted. */
export interface FileProblem extends Place {
  message: string;
}

/** The file can't be read as what it is. */
export class MalformedFileError extends Error {
  override readonly name = 'MalformedFileError';

  /** @param offset in the file */
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** True for `{…}`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list that are `{…}`. */
export function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A text, or undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
