/** Encoded, so that a look at a file, or a grep, does not give away what it hides. It is no secret from its owner. */
export function seal(hidden: object): string {
  return Buffer.from(JSON.stringify(hidden)).toString('base64');
}

/** @throws SyntaxError if it was not sealed by seal() */
export function unseal(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64').toString());
}
