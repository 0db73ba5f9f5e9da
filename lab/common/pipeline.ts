import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that are handled at the same time. */
const MAX_OPEN = 8;
/** Bytes of answers that one client may leave unread before its next request waits. */
const MAX_UNREAD_BYTES = 256 * 1024;

/** What one connection has asked. */
interface Line {
  open: number;
  waiting: { req: IncomingMessage; res: ServerResponse }[];
}

/**
 * Bounds what one connection can make a server hold. HTTP allows a client to send requests without waiting for the
 * answers, and Node hands over everything that it has read; these requests wait here instead, and nothing more is read
 * from the connection until they have been handled, and their answers read.
 */
export function boundPipelining(handle: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>();

  const mayRun = (socket: Socket, { open }: Line): boolean =>
    open < MAX_OPEN && socket.writableLength < MAX_UNREAD_BYTES;

  const run = (socket: Socket, line: Line, req: IncomingMessage, res: ServerResponse): void => {
    line.open++;
    res.once('close', () => {
      line.open--;
      if (line.waiting.length > 0) advance(socket, line);
    });
    handle(req, res);
  };

  const advance = (socket: Socket, line: Line): void => {
    while (line.waiting.length > 0 && mayRun(socket, line)) {
      const { req, res } = line.waiting.shift()!;
      run(socket, line, req, res);
    }
    if (line.waiting.length === 0) socket.resume();
  };

  const lineOf = (socket: Socket): Line => {
    const known = lines.get(socket);
    if (known) return known;
    const line: Line = { open: 0, waiting: [] };
    lines.set(socket, line);
    socket.on('drain', () => {
      if (line.waiting.length > 0) advance(socket, line);
    });
    // Node resumes the connection itself after each request.
    socket.on('resume', () => {
      if (line.waiting.length > 0) socket.pause();
    });
    socket.on('close', () => (line.waiting = []));
    return line;
  };

  return (req, res) => {
    const { socket } = req;
    const line = lineOf(socket);
    if (line.waiting.length === 0 && mayRun(socket, line)) return run(socket, line, req, res);
    line.waiting.push({ req, res });
    socket.pause();
  };
}
