import { OverviewPage } from '../../../ui/console/overview/overview-page.tsx';

export default function Page() {
  return <OverviewPage />;
}
