import { MemoryPage } from '../../../../ui/console/memory/memory-page.tsx';

export default function Page() {
  return <MemoryPage />;
}
