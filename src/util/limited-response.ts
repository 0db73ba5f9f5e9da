/** A body that went on for longer than its reader allows. */
class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * The same response, whose body fails once it is larger than the limit: counted after decompression and while it
 * arrives, so that a small compressed body or an endless one takes no more memory than that.
 */
export function limitedResponse(response: Response, maxBytes: number): Response {
  if (!response.body) return response;
  let size = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size <= maxBytes) controller.enqueue(chunk);
        else controller.error(new BodyTooLargeError(`the answer is larger than ${maxBytes / 1e6} MB`));
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}
