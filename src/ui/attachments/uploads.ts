/**
 * Files on their way to the gateway, per draft. They go on while the person looks at another session; one that is complete
 * becomes an attachment of its draft. Framework-free.
 */
import { toCallFailure } from '../../client/call-failure.ts';
import { type GatewayClient, newKey } from '../../client/gateway-client.ts';
import { createObservable, type Observable } from '../../client/observable.ts';
import { type UploadProgress, uploadAttachment } from '../../client/upload-attachment.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import type { Drafts } from '../drafts.ts';
import { attachmentName, isImage, MAX_ATTACHMENTS, mediaTypeOf, type Unattachable } from './attachable.ts';
import { scaleImage } from './scale-image.ts';

export type Upload = {
  id: string;
  draftKey: string;
  name: string;
  size: number;
  /** Bytes that the gateway has. */
  received: number;
  status: 'uploading' | 'failed' | 'refused';
  /** Of a refused one: why it is not sent at all. */
  refused?: Unattachable | 'count';
  /** Of a failed one: what the gateway said; nothing when it did not answer. */
  error?: ProtocolErrorShape | undefined;
};

export type Uploads = Observable<readonly Upload[]> & {
  add: (draftKey: string, files: readonly File[]) => void;
  /** Goes on with a failed one where it broke off. */
  retry: (id: string) => void;
  /** A conversation is called otherwise from now on: what is on its way arrives there. */
  move: (from: string, to: string) => void;
  /** Stops it, or takes away what was refused. */
  cancel: (id: string) => void;
};

type Deps = { client: Pick<GatewayClient, 'mutate'>; drafts: Drafts; scale?: typeof scaleImage };
/** What an upload needs besides what is shown of it. */
type Held = { file: File; ready?: { mediaType: string; bytes: Blob }; progress: UploadProgress; stop: AbortController };

export function createUploads({ client, drafts, scale = scaleImage }: Deps): Uploads {
  const uploads = createObservable<readonly Upload[]>([]);
  const held = new Map<string, Held>();
  const change = (id: string, more: Partial<Upload>): void =>
    uploads.set(uploads.get().map((each) => (each.id === id ? { ...each, ...more } : each)));
  const remove = (id: string): void => {
    held.get(id)?.stop.abort();
    held.delete(id);
    uploads.set(uploads.get().filter((each) => each.id !== id));
  };

  const send = async (id: string, upload: Held, signal: AbortSignal): Promise<void> => {
    const ready = upload.ready ?? (await prepare(upload.file, scale));
    if (signal.aborted) return;
    if ('refused' in ready) return change(id, { status: 'refused', refused: ready.refused });
    upload.ready = ready;
    const name = attachmentName(upload.file.name);
    const { mediaType, bytes } = ready;
    change(id, { size: bytes.size });
    const attachmentId = await uploadAttachment(client, {
      file: { name, mediaType, bytes },
      from: upload.progress,
      onProgress: (progress) => {
        upload.progress = progress;
        change(id, { received: progress.received });
      },
      signal,
    });
    const { draftKey } = uploads.get().find((each) => each.id === id) ?? {};
    // Taken away at the last moment: it stays with the gateway and nobody speaks of it.
    if (draftKey === undefined) return;
    const draft = drafts.get(draftKey);
    const attachment = { attachmentId, name, mediaType, size: bytes.size };
    drafts.set(draftKey, { ...draft, attachments: [...draft.attachments, attachment] });
    remove(id);
  };

  const start = (id: string): void => {
    const upload = held.get(id);
    if (!upload) return;
    change(id, { status: 'uploading', error: undefined });
    const { signal } = upload.stop;
    send(id, upload, signal).catch((error: unknown) => {
      if (!signal.aborted) change(id, { status: 'failed', error: toCallFailure(error).refusal });
    });
  };

  return {
    get: uploads.get,
    subscribe: uploads.subscribe,
    add: (draftKey, files) => {
      const isHere = (each: Upload): boolean => each.draftKey === draftKey && each.status !== 'refused';
      let room = MAX_ATTACHMENTS - drafts.get(draftKey).attachments.length - uploads.get().filter(isHere).length;
      for (const file of files) {
        const id = newKey();
        const shown: Upload = { id, draftKey, name: file.name, size: file.size, received: 0, status: 'uploading' };
        if (room <= 0) {
          uploads.set([...uploads.get(), { ...shown, status: 'refused', refused: 'count' }]);
          continue;
        }
        room -= 1;
        uploads.set([...uploads.get(), shown]);
        held.set(id, { file, progress: { received: 0 }, stop: new AbortController() });
        start(id);
      }
    },
    move: (from, to) => {
      const moved = uploads.get().map((each) => (each.draftKey === from ? { ...each, draftKey: to } : each));
      uploads.set(moved);
    },
    retry: start,
    cancel: remove,
  };
}

async function prepare(
  file: File,
  scale: typeof scaleImage,
): Promise<{ mediaType: string; bytes: Blob } | { refused: Unattachable }> {
  const type = await mediaTypeOf(file);
  if ('refused' in type || !isImage(type.mediaType)) return 'refused' in type ? type : { ...type, bytes: file };
  const image = await scale(file, type.mediaType);
  return image ? { ...type, bytes: image.bytes } : { refused: 'size' };
}
