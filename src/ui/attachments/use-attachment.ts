'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { toBase64 } from '../../client/base64.ts';
import { readAttachment } from '../../client/read-attachment.ts';
import { useGateway } from '../gateway-provider.tsx';
import { isImage } from './attachable.ts';

export type ShownAttachment = {
  name: string;
  mediaType: string;
  size: number;
  /** Of an image: where it is drawn from. A data URL, because the page's policy lets no other address in. */
  image?: string;
  /** Of a text: its beginning. */
  text?: string;
  /** There is more of the text than `text`. */
  cut: boolean;
};

/** An attachment as it is shown. It never changes, so it is read once. */
export function useAttachment(attachmentId: string): UseQueryResult<ShownAttachment> {
  const { client } = useGateway();
  return useQuery({
    queryKey: ['attachment', attachmentId],
    queryFn: async ({ signal }): Promise<ShownAttachment> => {
      const { name, mediaType, size, bytes } = await readAttachment(client, attachmentId, { signal });
      const cut = bytes.length < size;
      const facts = { name, mediaType, size, cut };
      if (isImage(mediaType)) return { ...facts, image: `data:${mediaType};base64,${toBase64(bytes)}` };
      return { ...facts, text: new TextDecoder().decode(bytes, { stream: cut }) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
