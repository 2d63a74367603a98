import { SessionDetailPage } from '../../../../../ui/console/sessions/session-detail-page.tsx';

export default function Page() {
  return <SessionDetailPage />;
}
