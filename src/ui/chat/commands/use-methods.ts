'use client';

import { useQuery } from '@tanstack/react-query';
import { useGateway } from '../../gateway-provider.tsx';

const NONE: readonly string[] = [];

/** The methods that this gateway offers; none until it has said. */
export function useMethods(): readonly string[] {
  const { client } = useGateway();
  const { data } = useQuery({
    queryKey: ['connect'],
    queryFn: async () => (await client.hello()).methods,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return data ?? NONE;
}
