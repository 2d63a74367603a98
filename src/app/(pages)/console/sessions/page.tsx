import { SessionsPage } from '../../../../ui/console/sessions/sessions-page.tsx';

export default function Page() {
  return <SessionsPage />;
}
