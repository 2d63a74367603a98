'use client';

import { useQuery } from '@tanstack/react-query';
import type { MethodResult } from '../protocol/methods.ts';
import { useGateway } from './gateway-provider.tsx';

/** Who this is and what the gateway offers, as it said at connect; undefined until it has. */
export function useHello(): MethodResult<'connect'> | undefined {
  const { client } = useGateway();
  const { data } = useQuery({
    queryKey: ['connect'],
    queryFn: () => client.hello(),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return data;
}
