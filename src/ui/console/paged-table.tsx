'use client';

import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { Table } from '../primitives/table.tsx';
import { Snapshot } from '../snapshot.tsx';

type Props<T> = {
  query: UseInfiniteQueryResult<{ pages: readonly { items: readonly T[] }[] }>;
  label: string;
  head: readonly string[];
  /** A `<tr>` with its key. */
  row: (item: T) => ReactNode;
  /** In place of a table without rows. */
  none: ReactNode;
};

/** What a paged query answered so far as one table, with its next page a press away. */
export function PagedTable<T>({ query, label, head, row, none }: Props<T>) {
  const t = useTranslations('common');
  return (
    <Snapshot query={query} lines={8}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return none;
        return (
          <>
            <Table label={label} head={head}>
              {items.map(row)}
            </Table>
            {query.hasNextPage ? (
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            ) : null}
          </>
        );
      }}
    </Snapshot>
  );
}
