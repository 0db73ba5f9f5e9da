import { pack } from 'tar-stream';
import type { ConfigFile } from '../../spec.js';

/**
 * Files at absolute paths as a tar archive for `putArchive`: unlike a bind mount, that works with a remote engine.
 */
export async function archiveOf(files: readonly ConfigFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { path, content } of files) tar.entry({ name: path.replace(/^\//, ''), mode: 0o644 }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
