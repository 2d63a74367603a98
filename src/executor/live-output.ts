import { createOutputWindow } from './output-window.ts';
import type { ExecIo } from './port.ts';
import { createUtf8Chunks, unfinishedTail } from './utf8-chunks.ts';

/**
 * Takes the raw bytes of both streams of one command: live pieces go out as they come, up to `maxBytes` of each stream, and
 * the window keeps what the result shows. Offsets count raw bytes of their stream.
 */
export function createLiveOutput(maxBytes: number, onOutput: ExecIo['onOutput']) {
  const window = createOutputWindow(maxBytes);

  function follow(stream: 'stdout' | 'stderr') {
    const chunks = createUtf8Chunks();
    let offset = 0;
    let live = true;
    const pass = (bytes: Buffer) => {
      if (bytes.length === 0) return;
      window.push(bytes);
      if (!live) return;
      const room = bytes.subarray(0, maxBytes - offset);
      live = room.length === bytes.length;
      const whole = live ? room : room.subarray(0, room.length - unfinishedTail(room));
      if (whole.length > 0) onOutput({ stream, offset, delta: whole.toString('utf8') });
      offset += bytes.length;
    };
    return { push: (chunk: Buffer) => pass(chunks.push(chunk)), end: () => pass(chunks.end()) };
  }

  return { stdout: follow('stdout'), stderr: follow('stderr'), result: () => window.text() };
}
