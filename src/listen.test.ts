import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

const lines: { message: string; fields: Record<string, unknown> }[] = [];
const log = {
  error: (fields: Record<string, unknown>, message: string) => void lines.push({ message, fields }),
  warn: () => undefined,
  info: () => undefined,
};

test('a port that is taken is refused; an error of a listening server is logged, every time, and ends nothing', async () => {
  const server = createServer();
  const port = await listen(server, { port: 0, host: '127.0.0.1', log });
  await expect(listen(createServer(), { port, host: '127.0.0.1', log })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(lines).toEqual([]);
  const errors = [new Error('EMFILE'), new Error('EMFILE again')];
  for (const error of errors) server.emit('error', error);
  expect(lines).toEqual(errors.map((err) => ({ message: 'the listener failed', fields: { err } })));
  expect(server.listening).toBe(true);
  expect(server.maxConnections).toBeGreaterThan(0);
  server.close();
});
