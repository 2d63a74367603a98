import { ApprovalsPage } from '../../../../ui/console/approvals/approvals-page.tsx';

export default function Page() {
  return <ApprovalsPage />;
}
